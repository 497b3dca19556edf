import { createHash } from "node:crypto";
import { InvalidParameterException } from "#generated/errors.ts";
import { sameText } from "../../crypto/constant-time.ts";
import type { StoredPassword } from "../../crypto/passwords.ts";
import { claimSignature, isClientValue, type SrpIdentity } from "../../crypto/srp.ts";
import type { Attempt, ChallengeName, Parameters, Step } from "../attempt.ts";
import { required } from "../parameters.ts";
import { sealSession, sessionBytes, sessionOfBytes } from "../session.ts";

/** What the Session keeps of an exchange. */
interface Sealed {
  /** Of the exchange, base64. */
  readonly key: string;
  /** Of the verifier that it belongs to: a password or device set meanwhile is not what was proven. */
  readonly fingerprint: string;
}

interface Question {
  readonly challenge: ChallengeName;
  readonly stored: StoredPassword;
  /** SRP_A, as the client sent it. */
  readonly clientValue: string;
  /** What the challenge says beside SALT, SECRET_BLOCK and SRP_B. */
  readonly parameters: Parameters;
}

/**
 * Asks for a proof of the password without the password. The secret block is the Session in another coding, so that an
 * answer may come without Session, and answering with either spends both.
 * @throws InvalidParameterException for an A that must not be used
 */
export async function askProof(attempt: Attempt, { challenge, stored, clientValue, parameters }: Question): Promise<Step> {
  const { ctx, client, progress } = attempt;
  // Assumption: the wording.
  if (!isClientValue(clientValue)) throw new InvalidParameterException("SRP_A is not a valid value.");
  const { publicValue, key } = await ctx.srp.exchange(Buffer.from(stored.verifier, "base64"), clientValue);
  const data: Sealed = { key: Buffer.from(key).toString("base64"), fingerprint: fingerprintOf(stored) };
  const session = await sealSession(ctx, client, { challenge, progress, data });
  return {
    kind: "ask",
    attempt,
    challenge,
    session,
    parameters: {
      // As a number, for some clients pad what they are given as it is and others read it as a number first.
      SALT: stored.salt.replace(/^0+/, ""),
      SECRET_BLOCK: sessionBytes(session).toString("base64"),
      SRP_B: publicValue,
      ...parameters,
    },
  };
}

const fingerprintOf = ({ salt, verifier }: StoredPassword): string =>
  createHash("sha256").update(salt).update(verifier).digest("base64url");

/** The Session that the answer to a proof carries in its secret block. @throws InvalidParameterException */
export const sessionOfSecretBlock = (responses: Parameters): string =>
  sessionOfBytes(Buffer.from(required(responses, "PASSWORD_CLAIM_SECRET_BLOCK"), "base64"));

/** Java's `EEE MMM d HH:mm:ss 'UTC' yyyy` in English: the day has no leading zero (measured on AWS). */
const TIMESTAMP =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (?:[1-9]|[12]\d|3[01]) (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d UTC \d{4}$/;

interface Proof {
  readonly identity: Omit<SrpIdentity, "password">;
  readonly stored: StoredPassword;
  readonly responses: Parameters;
  /** What askProof left in the Session. */
  readonly data: unknown;
}

/**
 * Whether the answer proves the password. The time is not compared with the server's: the secret block lives for
 * minutes only, and is good for one sign-in. @throws InvalidParameterException
 */
export function isProven({ identity, stored, responses, data }: Proof): boolean {
  const timestamp = required(responses, "TIMESTAMP");
  const signature = required(responses, "PASSWORD_CLAIM_SIGNATURE");
  const secretBlock = Buffer.from(required(responses, "PASSWORD_CLAIM_SECRET_BLOCK"), "base64");
  const { key, fingerprint } = data as Sealed;
  // Compared as text, for the last digit of base64 has bits that do not count.
  const expected = claimSignature(Buffer.from(key, "base64"), { ...identity, secretBlock, timestamp }).toString("base64");
  return sameText(expected, signature) && TIMESTAMP.test(timestamp) && fingerprint === fingerprintOf(stored);
}
