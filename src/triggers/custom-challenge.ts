import type { Client } from "../records/clients.ts";
import type { Pool } from "../records/pools.ts";
import type { User } from "../records/users.ts";
import type { Subject } from "./invoke.ts";
import { type Attributes, type Metadata, userAttributes, withMetadata, withUserNotFound } from "./user-attributes.ts";

/** One challenge that was answered in a custom sign-in, as Define and Create are told of it. */
export interface ChallengeRecord {
  readonly challengeName: string;
  readonly challengeResult: boolean;
  readonly challengeMetadata?: string;
}

/** Who signs in by custom challenges. */
export interface CustomSignIn {
  readonly pool: Pool;
  readonly client: Pick<Client, "id">;
  /** Absent: nobody has that name, and the client must not notice. */
  readonly user?: User;
  /** As it was typed. */
  readonly name: string;
  /** Of the answer to a challenge only; what begins a sign-in does not reach these triggers. */
  readonly clientMetadata?: Metadata;
}

export const subjectOf = ({ pool, client, user, name }: CustomSignIn): Subject => ({ pool, client, userName: user?.username ?? name });

/** What the requests of all three triggers end with. */
export const about = ({ user, clientMetadata }: CustomSignIn): { clientMetadata?: Metadata; userNotFound?: true } => ({
  ...withMetadata(clientMetadata),
  ...withUserNotFound(user),
});

export const attributesOf = ({ pool, user }: CustomSignIn): Attributes => (user ? userAttributes(pool, user) : {});

/** Members in the order in which Cognito sends them; the metadata is null where Create gave none. */
export const sessionOf = (session: readonly ChallengeRecord[]): object[] =>
  session.map(({ challengeName, challengeResult, challengeMetadata }) => ({
    challengeName,
    challengeResult,
    challengeMetadata: challengeMetadata ?? null,
  }));
