import { createHash } from "node:crypto";
import type { Context } from "../../context.ts";
import type { AuthorizationCode } from "../../records/authorization-codes.ts";
import type { Client } from "../../records/clients.ts";
import { users } from "../../records/users.ts";
import { findCode, spendCode } from "../authorization-codes.ts";
import { invalidGrant, invalidRequest, unauthorizedClient } from "../errors.ts";
import { issueTokens } from "../issue-tokens.ts";
import type { Grant } from "./grant.ts";

/** RFC 6749 section 4.1.3 with PKCE (RFC 7636). */
export const authorizationCode: Grant = async ({ ctx, pool, client, form }) => {
  if (!client.oauth.enabled || !client.oauth.flows.includes("code")) throw unauthorizedClient();
  const code = await findCode(ctx, pool.id, form["code"]!);
  if (!code || code.clientId !== client.id) throw invalidGrant();
  checkRedirect(code, form["redirect_uri"]);
  if (!isVerified(code, form["code_verifier"])) throw invalidGrant();
  if (!(await spendCode(ctx, code))) {
    await revokeWhatItGave(ctx, client, code);
    throw invalidGrant();
  }
  const user = await users.find(ctx.store, pool.id, code.sub);
  if (!user?.enabled || !readsItsScopes(client, code)) throw invalidGrant();
  const { scopes, authTime, eventId, originJti, nonce, resource, deviceKey, browserSession } = code;
  return issueTokens(ctx, { pool, client, user, scopes, authTime, eventId, originJti, nonce, resource, deviceKey, browserSession });
};

/** AWS, "Token endpoint": what was given at the beginning has to be given again. */
function checkRedirect({ redirectUri, redirectUriGiven }: AuthorizationCode, given: string | undefined): void {
  if (given === undefined && redirectUriGiven) throw invalidRequest();
  if (given !== undefined && given !== redirectUri) throw unauthorizedClient("invalid_redirect");
}

/** A verifier without a challenge: reported as ignored and as refused. Refusing keeps attackers from taking the challenge away (RFC 9700 section 2.1.1). */
function isVerified({ challenge }: AuthorizationCode, verifier: string | undefined): boolean {
  if (challenge === undefined || verifier === undefined) return challenge === verifier;
  return createHash("sha256").update(verifier).digest("base64url") === challenge.replace(/=+$/, "");
}

/** Of two who use a code one is a thief, and nobody knows which (RFC 6749 section 4.1.2). */
async function revokeWhatItGave({ tokens, clock }: Context, client: Client, code: AuthorizationCode): Promise<void> {
  await tokens.revoke({ poolId: code.poolId, originJti: code.originJti, expiresAt: clock.now() + client.refreshTokenSeconds * 1000 });
}

/**
 * A client that may read an address and not whether it is verified gets nothing (AWS, "Token endpoint"). Assumption: of
 * profile, whose claims are many, it may read what it likes.
 */
function readsItsScopes({ readAttributes }: Client, { scopes }: AuthorizationCode): boolean {
  const wanted = [
    ...(scopes.includes("email") ? ["email", "email_verified"] : []),
    ...(scopes.includes("phone") ? ["phone_number", "phone_number_verified"] : []),
  ];
  return readAttributes === undefined || wanted.every((name) => readAttributes.includes(name));
}
