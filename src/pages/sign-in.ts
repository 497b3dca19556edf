import type { ChallengeName, Parameters } from "../auth/attempt.ts";
import { secretHash } from "../crypto/secret-hash.ts";
import type { Client } from "../records/clients.ts";
import type { Choice } from "../rules/sign-in-choices.ts";
import type { TextKey } from "./languages/index.ts";

/** A question that a sign-in waits at. */
export interface Asked {
  readonly challenge: ChallengeName;
  /** The engine's, sealed. */
  readonly session: string;
  /** As it was typed. */
  readonly username: string;
  readonly parameters: Parameters;
  readonly available?: readonly ChallengeName[];
}

/** What an operation wants from a client with a secret: pages are the pool's own and know it. */
export const hashFor = ({ id, secrets }: Client, username: string): string | undefined =>
  secrets[0] && secretHash({ secret: secrets[0].value, username, clientId: id });

/** First factors as a user knows them; a password is one, in whatever way it is sent. */
const FACTORS: readonly (readonly [choice: Choice, text: TextKey])[] = [
  ["PASSWORD", "factorPassword"],
  ["WEB_AUTHN", "factorPasskey"],
  ["EMAIL_OTP", "factorEmail"],
  ["SMS_OTP", "factorSms"],
];

/** Those that a sign-in can go on with. */
export const offered = (asked: Asked | undefined): typeof FACTORS => FACTORS.filter(([choice]) => asked?.available?.includes(choice));
