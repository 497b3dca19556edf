import { NotAuthorizedException } from "#generated/errors.ts";
import { userDisabled, userNotFound } from "../accounts/lookup.ts";
import { findDevice } from "../records/devices.ts";
import { type User, users } from "../records/users.ts";
import type { Issued, RefreshClaims } from "../tokens/grant.ts";
import { invalidRefreshToken } from "../tokens/refresh.ts";
import type { Attempt } from "./attempt.ts";
import { issueTokens } from "./issue-tokens.ts";
import { checkRotated, noteRotation } from "./rotation.ts";

export type Holder = Pick<Attempt, "ctx" | "pool" | "client" | "clientMetadata">;

/**
 * New tokens for a refresh token. ClientMetadata is for the token trigger; that of InitiateAuth does not reach it. A client that rotates gets a new one of these too, which ends when the first would have.
 * @throws NotAuthorizedException, UserNotFoundException, RefreshTokenReuseException
 */
export async function renew(holder: Holder, given: { token: string; deviceKey?: string }): Promise<Issued> {
  const { ctx, pool, client, clientMetadata } = holder;
  const { claims, user } = await holderOf(holder, given.token);
  await checkDevice(holder, { claims, user }, given.deviceKey);
  await checkRotated(ctx, client, claims);
  const { originJti, authTime, scopes, source, deviceKey, nonce, resource, expiresAt } = claims;
  const sameSignIn = { originJti, authTime, scopes, source, deviceKey, nonce, resource, refreshExpiresAt: expiresAt };
  const issued = await issueTokens(ctx, {
    pool,
    client,
    user,
    ...sameSignIn,
    refresh: client.rotation !== undefined,
    occasion: "RefreshTokens",
    clientMetadata,
  });
  // Last, so that a token whose exchange fails can be exchanged again.
  if (client.rotation) await noteRotation(ctx, client, claims);
  return issued;
}

/**
 * Tokens of a device are refreshed for that device alone, and only once the user has confirmed it and as long as nobody has
 * made the pool forget it (amplify-js#2962). @throws NotAuthorizedException
 */
async function checkDevice({ ctx, pool }: Holder, { claims, user }: { claims: RefreshClaims; user: User }, given?: string): Promise<void> {
  if (!pool.deviceTracking || claims.deviceKey === undefined) return;
  if (given !== claims.deviceKey || !(await findDevice(ctx.store, user, given))) throw invalidRefreshToken();
}

/** Whose refresh token this is. @throws NotAuthorizedException, UserNotFoundException */
export async function holderOf(
  { ctx, pool, client }: Pick<Attempt, "ctx" | "pool" | "client">,
  token: string,
): Promise<{ claims: RefreshClaims; user: User }> {
  const claims = await ctx.tokens.readRefresh(pool.id, token);
  // aws-sdk-js#4016, amplify-js#9502
  if (claims.clientId !== client.id) throw new NotAuthorizedException("Refresh Token has different Client");
  const user = await users.find(ctx.store, pool.id, claims.sub);
  if (!user) throw client.hideUserExistence ? invalidRefreshToken() : userNotFound();
  if (!user.enabled) throw userDisabled();
  return { claims, user };
}
