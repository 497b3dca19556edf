import { CognitoError } from "#generated/errors.ts";
import { uuid } from "../lib/ids.ts";
import type { User } from "../records/users.ts";
import { tokenId } from "../tokens/token-id.ts";
import { type Answer, redirect, withParameters } from "../web/answer.ts";
import { issueCode } from "./authorization-codes.ts";
import type { AuthorizeRequest } from "./authorize/request.ts";
import { callbackOf } from "./authorize/well-formed.ts";
import { onCallback } from "./errors.ts";
import { issueTokens } from "./issue-tokens.ts";

/** Who has signed in. `authTime` in milliseconds. */
export interface Authenticated {
  readonly user: User;
  readonly authTime: number;
  /** Absent: the sign-in is an earlier one, and this is an event of its own. */
  readonly eventId?: string;
  readonly deviceKey?: string;
  /** The one of the browser's that it came through. */
  readonly browserSession: string;
}

/** The browser goes back to the client with what it asked for: a code, or tokens. */
export const answerClient = (request: AuthorizeRequest, who: Authenticated, cookies: readonly string[] = []): Promise<Answer> =>
  request.responseType === "code" ? withCode(request, who, cookies) : withTokens(request, who, cookies);

async function withCode(request: AuthorizeRequest, who: Authenticated, cookies: readonly string[]): Promise<Answer> {
  const { call, query, pool, client, redirectUri, scopes } = request;
  const { user, authTime, eventId = uuid(), deviceKey, browserSession } = who;
  const code = await issueCode(call.ctx, {
    poolId: pool.id,
    clientId: client.id,
    sub: user.sub,
    redirectUri,
    redirectUriGiven: query["redirect_uri"] !== undefined,
    scopes,
    authTime,
    eventId,
    originJti: tokenId(user),
    nonce: query["nonce"],
    challenge: query["code_challenge"],
    resource: query["resource"],
    deviceKey,
    browserSession,
  });
  return redirect(withParameters(redirectUri, { code, state: query["state"] }), cookies);
}

/** Never a refresh token, which has no business in an address (RFC 6749 section 4.2.2). */
async function withTokens(request: AuthorizeRequest, who: Authenticated, cookies: readonly string[]): Promise<Answer> {
  const { call, query, redirectUri } = request;
  const { nonce, resource, state } = query;
  const issued = await issueTokens(call.ctx, { ...request, ...who, nonce, resource, refresh: false }).catch((error: unknown) => {
    // What a trigger says goes to the client, as it does in federation (recorded from AWS).
    throw error instanceof CognitoError ? onCallback(callbackOf(request), "invalid_request", error.message) : error;
  });
  const fragment = new URLSearchParams({
    ...(issued.idToken !== undefined && { id_token: issued.idToken }),
    access_token: issued.accessToken,
    token_type: "bearer",
    expires_in: String(issued.expiresIn),
    ...(state !== undefined && { state }),
  });
  return redirect(`${redirectUri}#${fragment}`, cookies);
}
