import { redirect, withParameters } from "../web/answer.ts";
import { endBrowserSession, sessionOf } from "../web/browser-session.ts";
import type { AuthorizeRequest } from "./authorize/request.ts";
import { look } from "./authorize/steps.ts";
import { browserPlace, type Endpoint } from "./call.ts";
import { onErrorPage } from "./errors.ts";
import { samlSignOut } from "./saml-logout.ts";

/** What /login is handed on; providers are not taken here (AWS, "Logout endpoint"). */
const HANDED_ON = ["response_type", "client_id", "redirect_uri", "state", "nonce", "code_challenge", "code_challenge_method", "lang"];

/** `GET /logout`: ends the browser's session, and leads to the client's own page or to a new sign-in. */
export const logout: Endpoint = async (call) => {
  const outcome = await look("logout", call);
  if ("answer" in outcome) return outcome.answer;
  const { client, domain } = outcome.request;
  const location = targetOf(outcome.request);
  const place = browserPlace(call, client, domain);
  const session = await sessionOf(call.ctx, place);
  const cookies = await endBrowserSession(call.ctx, place);
  return redirect((session?.saml && (await samlSignOut(call, session, location))) ?? location, cookies);
};

/** An address that is not registered counts as none. @throws Refusal */
function targetOf({ query, client }: AuthorizeRequest): string {
  const { logout_uri: logoutUri, redirect_uri: redirectUri, scope } = query;
  if (logoutUri !== undefined && client.oauth.logoutUrls.includes(logoutUri)) return logoutUri;
  if (redirectUri === undefined) throw onErrorPage("Required String parameter 'redirect_uri' is not present", client.id);
  const handedOn = Object.fromEntries(HANDED_ON.map((name) => [name, query[name]]));
  return withParameters("/login", { ...handedOn, scope: scope ?? client.oauth.scopes.join(" ") });
}
