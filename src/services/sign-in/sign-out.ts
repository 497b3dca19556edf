import { UnauthorizedException, UnsupportedOperationException, UnsupportedTokenTypeException } from "#generated/errors.ts";
import { faultOfSecret } from "../../accounts/client-secret.ts";
import { namedUser, signedInUser, tokenOfNobody } from "../../accounts/lookup.ts";
import { endBrowserSessionOf } from "../../accounts/sessions.ts";
import type { Context, Operations } from "../../context.ts";
import { clients } from "../../records/clients.ts";
import { type User, users } from "../../records/users.ts";
import { retryStale } from "../../storage/retry.ts";
import { isJwt } from "../../tokens/refresh.ts";
import { signedOut } from "../../tokens/token-id.ts";

export const globalSignOut: Operations["globalSignOut"] = async ({ AccessToken }, ctx) => {
  const { user } = await signedInUser(ctx, AccessToken, tokenOfNobody);
  return signOut(ctx, user);
};

export const adminUserGlobalSignOut: Operations["adminUserGlobalSignOut"] = async ({ UserPoolId, Username }, ctx) => {
  const { user } = await namedUser(ctx, UserPoolId, Username);
  return signOut(ctx, user);
};

/** Ends every sign-in so far: what was issued up to now is revoked. */
async function signOut({ store }: Context, { poolId, sub }: User): Promise<Record<string, never>> {
  await retryStale(async () => {
    const user = await users.find(store, poolId, sub);
    if (user) await store.commit([users.put({ ...user, ...signedOut(user) })]);
  });
  return {};
}

export const revokeToken: Operations["revokeToken"] = async ({ Token, ClientId, ClientSecret, RevokeAssociatedSessions }, ctx) => {
  const { store, tokens } = ctx;
  const client = await clients.findBy(store, "clientId", ClientId);
  // The model declares neither ResourceNotFoundException nor NotAuthorizedException here. Assumption: the texts.
  if (!client) throw new UnauthorizedException("Invalid client");
  if (faultOfSecret(client, ClientSecret)) throw new UnauthorizedException("Invalid client secret");
  if (!client.tokenRevocation) throw new UnsupportedOperationException("Revocation is not enabled for this client");
  if (isJwt(Token)) throw new UnsupportedTokenTypeException("Unsupported token type");
  const claims = await tokens.findRefresh(client.poolId, Token);
  // Unknown and already revoked tokens are no error (RFC 7009 section 2.2).
  if (!claims) return {};
  if (claims.clientId !== client.id) throw new UnauthorizedException("Invalid client");
  await tokens.revoke(claims);
  if (RevokeAssociatedSessions === "LINKED") await endBrowserSessionOf(ctx, claims);
  return {};
};
