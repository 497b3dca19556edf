import { asMet } from "../federation/local/stand-in.ts";
import { upstreamOf } from "../federation/providers/index.ts";
import { UpstreamRefusal } from "../federation/providers/upstream.ts";
import { JOURNEY_MS, sealState } from "../federation/state.ts";
import { uuid } from "../lib/ids.ts";
import type { IdentityProvider } from "../records/identity-providers.ts";
import { type Answer, redirect } from "../web/answer.ts";
import type { AuthorizeRequest } from "./authorize/request.ts";
import { callbackOf } from "./authorize/well-formed.ts";
import { onCallback } from "./errors.ts";
import { journeyCookies } from "./federation-cookies.ts";

const OAUTH_RETURN = "/oauth2/idpresponse";
export const SAML_RETURN = "/saml2/idpresponse";

/** The browser is sent to the provider that the client asked for. @throws Refusal where the provider cannot be reached */
export async function depart(request: AuthorizeRequest, provider: IdentityProvider): Promise<Answer> {
  const { call, query, prompt, pool } = request;
  const { ctx, place } = call;
  // A SAML request's id has to begin with a letter or an underscore.
  const nonce = `_${uuid()}`;
  const browser = uuid();
  const returnUrl = `${place.origin}${provider.type === "SAML" ? SAML_RETURN : OAUTH_RETURN}`;
  const expiresAt = ctx.clock.now() + JOURNEY_MS;
  const state = await sealState(ctx, pool.id, { provider: provider.name, nonce, query: call.query.text, returnUrl, browser, expiresAt });
  const wishes = { loginHint: query["login_hint"], prompt: prompt.filter((value) => value !== "none").join(" ") || undefined };
  const met = await asMet(ctx, provider);
  try {
    const upstream = await upstreamOf(provider);
    const location = await upstream.departure(ctx, { provider: met, returnUrl, state, nonce }, wishes);
    return redirect(location, journeyCookies(call, browser, JOURNEY_MS / 1000));
  } catch (error) {
    throw error instanceof UpstreamRefusal ? onCallback(callbackOf(request), error.error, error.description) : error;
  }
}
