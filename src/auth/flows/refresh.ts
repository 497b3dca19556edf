import { NotAuthorizedException } from "#generated/errors.ts";
import { type User, users } from "../../records/users.ts";
import type { RefreshClaims } from "../../tokens/tokens.ts";
import type { Flow, Opening } from "../attempt.ts";
import { userNotFound } from "../lookup.ts";
import { groupsOf, resultOf } from "../sign-in-result.ts";

export const invalidRefreshToken = () => new NotAuthorizedException("Invalid Refresh Token");

/** New access and ID tokens of the same sign-in: origin_jti and auth_time stay. */
export const refresh: Flow = {
  names: ["REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"],
  doors: ["client", "admin"],
  allowedBy: ["ALLOW_REFRESH_TOKEN_AUTH"],
  allowedByDefault: true,
  // Assumption: worded as for the other flows; the text for this one is not recorded.
  notAllowed: () => "REFRESH_TOKEN_AUTH is not enabled for the client.",
  required: ["REFRESH_TOKEN"],
  hashedName: async ({ ctx, pool, parameters }) => {
    const claims = await ctx.tokens.findRefresh(pool.id, parameters["REFRESH_TOKEN"] ?? "");
    if (!claims) throw invalidRefreshToken();
    return [claims.username, claims.sub];
  },
  begin: async (opening) => {
    const { ctx, pool, client } = opening;
    const { claims, user } = await holderOf(opening, opening.parameters["REFRESH_TOKEN"] ?? "");
    const { originJti, authTime, scopes, source, deviceKey, nonce } = claims;
    const issued = await ctx.tokens.issue({ pool, client, user, groups: await groupsOf(ctx, user), originJti, authTime, scopes, source, deviceKey, nonce, refresh: false });
    return { kind: "done", result: resultOf(issued) };
  },
};

/** Whose refresh token this is. @throws NotAuthorizedException, UserNotFoundException */
export async function holderOf({ ctx, pool, client }: Pick<Opening, "ctx" | "pool" | "client">, token: string): Promise<{ claims: RefreshClaims; user: User }> {
  const claims = await ctx.tokens.readRefresh(pool.id, token);
  if (claims.clientId !== client.id) throw invalidRefreshToken();
  const user = await users.find(ctx.store, pool.id, claims.sub);
  if (!user) throw client.hideUserExistence ? invalidRefreshToken() : userNotFound();
  if (!user.enabled) throw new NotAuthorizedException("User is disabled.");
  return { claims, user };
}
