import type { BrowserSession } from "../records/browser-sessions.ts";
import type { User } from "../records/users.ts";
import type { Answer } from "../web/answer.ts";
import { openBrowserSession } from "../web/browser-session.ts";
import { csrfCookie, newCsrfToken } from "../web/csrf.ts";
import { answerClient } from "./answer-client.ts";
import type { AuthorizeRequest } from "./authorize/request.ts";
import { browserPlace } from "./call.ts";

/** What a sign-in on a page has ended in. */
export interface SignedIn {
  readonly user: User;
  readonly eventId: string;
  readonly deviceKey?: string;
  /** The session at a SAML provider that stands behind it. */
  readonly from?: BrowserSession["saml"];
}

/**
 * A user has just signed in on a page: the browser remembers it, and goes back to the client with what that asked for.
 * Cookies of the time before are worth nothing any more.
 */
export async function finishSignIn(request: AuthorizeRequest, signedIn: SignedIn): Promise<Answer> {
  const { call, pool, client, domain } = request;
  const { user, from: saml } = signedIn;
  const { id: browserSession, cookies } = await openBrowserSession(call.ctx, browserPlace(call, client, domain), {
    pool,
    client,
    user,
    saml,
  });
  cookies.push(csrfCookie(newCsrfToken(), call.place));
  return answerClient(request, { ...signedIn, browserSession, authTime: call.ctx.clock.now() }, cookies);
}
