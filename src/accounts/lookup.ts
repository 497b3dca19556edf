import { type CognitoError, NotAuthorizedException, UserNotFoundException } from "#generated/errors.ts";
import type { Context } from "../context.ts";
import { type Client, clients, getClientOfAnyPool } from "../records/clients.ts";
import { getPool, type Pool } from "../records/pools.ts";
import { type User, users } from "../records/users.ts";
import { aliasCandidates, usernameKey } from "../rules/usernames.ts";
import type { Driver, Stored } from "../storage/driver.ts";
import type { AccessClaims } from "../tokens/grant.ts";
import { checkSecretHash } from "./client-secret.ts";

export const userNotFound = () => new UserNotFoundException("User does not exist.");
/** The same of public operations that name a client too (measured on AWS). */
export const unknownCombination = () => new UserNotFoundException("Username/client id combination not found.");
/** Of operations that declare no UserNotFoundException. Assumption: the wording. */
export const tokenOfNobody = () => new NotAuthorizedException("User does not exist.");
export const userDisabled = () => new NotAuthorizedException("User is disabled.");

/** By user name, then by sub, then by the aliases of the pool. */
export async function findUser(store: Driver, pool: Pool, name: string): Promise<(User & Stored) | undefined> {
  const direct = (await users.findBy(store, "username", usernameKey(pool, name), pool.id)) ?? (await users.find(store, pool.id, name));
  if (direct) return direct;
  for (const key of aliasCandidates(pool, name)) {
    const user = await users.findBy(store, "alias", key, pool.id);
    if (user) return user;
  }
  return undefined;
}

/** @throws UserNotFoundException */
export async function getUser(store: Driver, pool: Pool, name: string): Promise<User & Stored> {
  const user = await findUser(store, pool, name);
  if (!user) throw userNotFound();
  return user;
}

/** The pool and user that an administrative operation names. @throws ResourceNotFoundException, UserNotFoundException */
export async function namedUser({ store }: Context, poolId: string, name: string): Promise<{ pool: Pool & Stored; user: User & Stored }> {
  const pool = await getPool(store, poolId);
  return { pool, user: await getUser(store, pool, name) };
}

/** Whom an access token speaks for. */
interface TokenHolder {
  readonly pool: Pool & Stored;
  readonly user: User & Stored;
  /** Absent when the client was deleted since. */
  readonly client?: Client;
  readonly claims: AccessClaims;
}

/**
 * Who an access token speaks for; `gone` is for a user who was deleted since.
 * @throws NotAuthorizedException, UserNotFoundException, ResourceNotFoundException
 */
export async function signedInUser(
  { store, tokens }: Context,
  accessToken: string,
  gone: () => CognitoError = userNotFound,
): Promise<TokenHolder> {
  const claims = await tokens.verifyAccess(accessToken);
  const pool = await getPool(store, claims.poolId);
  const user = await users.find(store, pool.id, claims.sub);
  if (!user) throw gone();
  if (!user.enabled) throw userDisabled();
  return { pool, user, client: await clients.find(store, pool.id, claims.client_id), claims };
}

/**
 * The client that a public operation names, its pool, and its SECRET_HASH checked.
 * @throws ResourceNotFoundException, NotAuthorizedException
 */
export async function publicClient(
  { store }: Context,
  { clientId, username, secretHash }: { clientId: string; username: string; secretHash: string | undefined },
): Promise<{ client: Client & Stored; pool: Pool & Stored }> {
  const client = await getClientOfAnyPool(store, clientId);
  checkSecretHash(client, username, secretHash);
  return { client, pool: await getPool(store, client.poolId) };
}
