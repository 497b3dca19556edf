import { InvalidParameterException, NotAuthorizedException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import { userNotFound } from "../../accounts/lookup.ts";
import type { Pool } from "../../records/pools.ts";
import { type User, users } from "../../records/users.ts";
import type { RefreshClaims } from "../../tokens/grant.ts";
import type { Flow, Opening } from "../attempt.ts";
import { checkRotated, noteRotation } from "../rotation.ts";
import { groupsOf, resultOf } from "../sign-in-result.ts";
import { customization } from "../token-customization.ts";

export const invalidRefreshToken = () => new NotAuthorizedException("Invalid Refresh Token");

// Assumption: worded as for the other flows; the text for this one is not recorded.
const notAllowed = () => "REFRESH_TOKEN_AUTH is not enabled for the client.";

/** New access and ID tokens of the same sign-in: origin_jti and auth_time stay. */
export const refresh: Flow = {
  names: ["REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"],
  doors: ["client", "admin"],
  allowedBy: ["ALLOW_REFRESH_TOKEN_AUTH"],
  allowedByDefault: true,
  notAllowed,
  required: ["REFRESH_TOKEN"],
  hashedNames: async ({ ctx, pool, parameters: { REFRESH_TOKEN: token } }) => {
    if (!token) return [];
    const claims = await ctx.tokens.findRefresh(pool.id, token);
    if (!claims) throw invalidRefreshToken();
    return [claims.username, claims.sub];
  },
  begin: async (opening) => {
    // Also where the client names no flows, and the default ones would include this one (AWS, RefreshTokenRotationType).
    if (opening.client.rotation) throw new InvalidParameterException(notAllowed());
    const { REFRESH_TOKEN: token = "", DEVICE_KEY: deviceKey } = opening.parameters;
    return { kind: "done", result: await renew({ ...opening, clientMetadata: undefined }, { token, deviceKey }) };
  },
};

type Holder = Pick<Opening, "ctx" | "pool" | "client" | "clientMetadata">;

/**
 * New tokens for a refresh token. ClientMetadata is for the token trigger; that of InitiateAuth does not reach it. A client that rotates gets a new one of these too, which ends when the first would have.
 * @throws NotAuthorizedException, UserNotFoundException, RefreshTokenReuseException
 */
export async function renew(holder: Holder, given: { token: string; deviceKey?: string }): Promise<Schemas["AuthenticationResultType"]> {
  const { ctx, pool, client, clientMetadata } = holder;
  const { claims, user } = await holderOf(holder, given.token);
  checkDevice(pool, claims, given.deviceKey);
  await checkRotated(ctx, client, claims);
  const { originJti, authTime, scopes, source, deviceKey, nonce, expiresAt } = claims;
  const sameSignIn = { originJti, authTime, scopes, source, deviceKey, nonce, refreshExpiresAt: expiresAt };
  const groups = await groupsOf(ctx, user);
  const customize = customization(ctx, { occasion: "RefreshTokens", pool, client, user, groups, clientMetadata });
  const issued = await ctx.tokens.issue({ pool, client, user, groups, ...sameSignIn, refresh: client.rotation !== undefined, customize });
  // Last, so that a token whose exchange fails can be exchanged again.
  if (client.rotation) await noteRotation(ctx, client, claims);
  return resultOf(issued);
}

/** Tokens of a device are refreshed for that device alone. @throws NotAuthorizedException */
export function checkDevice({ deviceTracking }: Pool, { deviceKey }: RefreshClaims, given: string | undefined): void {
  if (deviceTracking && deviceKey !== undefined && given !== deviceKey) throw new NotAuthorizedException("Invalid Refresh Token.");
}

/** Whose refresh token this is. @throws NotAuthorizedException, UserNotFoundException */
export async function holderOf(
  { ctx, pool, client }: Pick<Opening, "ctx" | "pool" | "client">,
  token: string,
): Promise<{ claims: RefreshClaims; user: User }> {
  const claims = await ctx.tokens.readRefresh(pool.id, token);
  if (claims.clientId !== client.id) throw invalidRefreshToken();
  const user = await users.find(ctx.store, pool.id, claims.sub);
  if (!user) throw client.hideUserExistence ? invalidRefreshToken() : userNotFound();
  if (!user.enabled) throw new NotAuthorizedException("User is disabled.");
  return { claims, user };
}
