import { ResourceNotFoundException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import type { Driver, Stored } from "../storage/driver.ts";
import { defineTable } from "./table.ts";
import type { User } from "./users.ts";

/** A passkey that a user has registered. Times in milliseconds. */
export interface Passkey {
  readonly poolId: string;
  readonly sub: string;
  /** Base64url. */
  readonly id: string;
  /** COSE, base64. Never in a view. */
  readonly publicKey: string;
  readonly counter: number;
  readonly name: string;
  readonly relyingPartyId: string;
  readonly attachment?: string;
  readonly transports: readonly string[];
  readonly createdAt: number;
}

export const passkeys = defineTable<Passkey, "user" | "credential">({
  name: "passkeys",
  partition: (passkey) => passkey.poolId,
  id: (passkey) => idOf(passkey, passkey.id),
  indexes: {
    user: { keys: (passkey) => [passkey.sub] },
    /** A credential belongs to one user (WebAuthn Level 3 section 7.1). */
    credential: { unique: true, keys: (passkey) => [passkey.id] },
  },
});

/** A registration that was begun; a new one takes its place. */
export interface PasskeyChallenge {
  readonly poolId: string;
  readonly sub: string;
  readonly clientId: string;
  /** Base64url. */
  readonly challenge: string;
  readonly expiresAt: number;
}

export const passkeyChallenges = defineTable<PasskeyChallenge, "user">({
  name: "passkeyChallenges",
  partition: (challenge) => challenge.poolId,
  id: (challenge) => challenge.sub,
  indexes: { user: { keys: (challenge) => [challenge.sub] } },
});

const idOf = ({ sub }: Pick<User, "sub">, id: string) => `${sub} ${id}`;

export const findPasskey = (store: Driver, user: Pick<User, "poolId" | "sub">, id: string): Promise<(Passkey & Stored) | undefined> =>
  passkeys.find(store, user.poolId, idOf(user, id));

/** @throws ResourceNotFoundException */
export async function getPasskey(store: Driver, user: User, id: string): Promise<Passkey & Stored> {
  const passkey = await findPasskey(store, user, id);
  // Assumption: the wording.
  if (!passkey) throw new ResourceNotFoundException("Passkey credential does not exist.");
  return passkey;
}

/** All of a user's, at most 20. */
export async function passkeysOf(store: Driver, { poolId, sub }: Pick<User, "poolId" | "sub">): Promise<readonly (Passkey & Stored)[]> {
  return (await passkeys.list(store, { partition: poolId, index: "user", equals: sub, limit: 100 })).items;
}

export const viewOfPasskey = (passkey: Passkey): Schemas["WebAuthnCredentialDescription"] => ({
  CredentialId: passkey.id,
  FriendlyCredentialName: passkey.name,
  RelyingPartyId: passkey.relyingPartyId,
  ...(passkey.attachment === undefined ? {} : { AuthenticatorAttachment: passkey.attachment }),
  AuthenticatorTransports: [...passkey.transports],
  CreatedAt: passkey.createdAt / 1000,
});
