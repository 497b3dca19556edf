import { CognitoError } from "#generated/errors.ts";
import type { Arrival } from "../federation/external-identity.ts";
import { asMet } from "../federation/local/stand-in.ts";
import { upstreamOf } from "../federation/providers/index.ts";
import { type Journey, UpstreamRefusal } from "../federation/providers/upstream.ts";
import { signInFromOutside } from "../federation/sign-in.ts";
import { openState } from "../federation/state.ts";
import { uuid } from "../lib/ids.ts";
import { type IdentityProvider, identityProviders } from "../records/identity-providers.ts";
import type { Answer } from "../web/answer.ts";
import { formOf } from "../web/form.ts";
import type { AuthorizeRequest } from "./authorize/request.ts";
import { look } from "./authorize/steps.ts";
import { callbackOf } from "./authorize/well-formed.ts";
import type { Call, Endpoint } from "./call.ts";
import { SAML_RETURN } from "./departure.ts";
import { onCallback, onErrorPage, Refusal } from "./errors.ts";
import { endJourneyCookies, journeyOf } from "./federation-cookies.ts";
import { finishSignIn } from "./finish-sign-in.ts";

/** `GET` and `POST /oauth2/idpresponse`: somebody comes back from an OAuth 2.0 provider. */
export const idpResponse: Endpoint = async (call) => {
  const parameters = new URLSearchParams(call.form?.text ?? call.query.text);
  return comeBack(call, parameters, parameters.get("state"));
};

/** `POST /saml2/idpresponse`: from a SAML provider, asked or, where the provider may, unasked. */
export const samlResponse: Endpoint = async (call) => {
  const parameters = new URLSearchParams(call.form?.text ?? "");
  const relayState = parameters.get("RelayState");
  if (relayState?.includes("client_id=")) return comeUnasked(call, parameters, relayState);
  return comeBack(call, parameters, relayState);
};

async function comeBack(call: Call, parameters: URLSearchParams, stateText: string | null): Promise<Answer> {
  const opened = await openState(call.ctx, stateText ?? "");
  // A journey that another browser began is somebody else's sign-in (RFC 6749 section 10.12).
  if (!opened || opened.state.browser === "" || journeyOf(call) !== opened.state.browser) throw onErrorPage("Invalid state");
  const { poolId, state } = opened;
  const request = await requestOf(call, state.query);
  const stored = await identityProviders.find(call.ctx.store, poolId, state.provider);
  if (request.pool.id !== poolId || !stored) throw onErrorPage("Invalid state");
  const provider = await asMet(call.ctx, stored);
  const journey = { provider, returnUrl: state.returnUrl, state: stateText!, nonce: state.nonce };
  const arrive = async () => (await upstreamOf(provider)).arrival(call.ctx, journey, parameters);
  return welcome({ request, provider, arrive });
}

/** IdP-initiated sign-on (AWS, "Implement IdP-initiated SAML sign-in"). */
async function comeUnasked(call: Call, parameters: URLSearchParams, query: string): Promise<Answer> {
  const request = await requestOf(call, query);
  const provider = await identityProviders.find(call.ctx.store, request.pool.id, request.provider ?? "");
  const others = (request.client.oauth.identityProviders ?? []).filter((name) => name !== provider?.name);
  if (provider?.type !== "SAML" || provider.details["IDPInit"] !== "true" || !(await areSaml(call, request, others)))
    throw onCallback(callbackOf(request), "invalid_request", "Invalid relayState from identity provider");
  const journey: Journey = { provider, returnUrl: `${call.place.origin}${SAML_RETURN}`, state: query, nonce: "" };
  const { unaskedArrival } = await import("../federation/providers/saml.ts");
  return welcome({ request, provider, arrive: () => unaskedArrival(call.ctx, journey, parameters.get("SAMLResponse") ?? "") });
}

/** A client that takes unasked answers may have SAML providers only. */
async function areSaml(call: Call, { pool }: AuthorizeRequest, names: readonly string[]): Promise<boolean> {
  for (const name of names) if ((await identityProviders.find(call.ctx.store, pool.id, name))?.type !== "SAML") return false;
  return true;
}

/** The sign-in that was going on, its parameters looked at again. */
async function requestOf(call: Call, query: string): Promise<AuthorizeRequest> {
  const outcome = await look("page", { ...call, query: formOf(query), form: undefined });
  if ("answer" in outcome) throw new Refusal(outcome.answer);
  return outcome.request;
}

interface Visitor {
  readonly request: AuthorizeRequest;
  readonly provider: IdentityProvider;
  readonly arrive: () => Promise<Arrival>;
}

async function welcome({ request, provider, arrive }: Visitor): Promise<Answer> {
  const { call, pool, client } = request;
  try {
    const arrival = await arrive();
    const user = await signInFromOutside(call.ctx, { pool, client, provider, arrival });
    const from = arrival.samlSession && { provider: provider.name, ...arrival.samlSession };
    const answer = await finishSignIn(request, { user, eventId: uuid(), from });
    return { ...answer, cookies: [...(answer.cookies ?? []), ...endJourneyCookies(call)] };
  } catch (error) {
    throw refusalOf(request, provider, error);
  }
}

/** At the client's callback, in the words that AWS was recorded to use. */
function refusalOf(request: AuthorizeRequest, { type }: IdentityProvider, error: unknown): unknown {
  const callback = callbackOf(request);
  if (error instanceof UpstreamRefusal) return onCallback(callback, error.error, error.description);
  if (!(error instanceof CognitoError)) return error;
  const { code, message } = error;
  if (code === "AliasExistsException") return onCallback(callback, type === "SAML" ? "server_error" : "invalid_request", `${message} `);
  if (type !== "SAML") return onCallback(callback, "invalid_request", `${message} `);
  const missing = /^attributes required: \[(.*)\]$/.exec(message)?.[1];
  if (missing !== undefined) {
    const lines = missing.split(", ").map((name) => `${name}: The attribute is required`);
    return onCallback(callback, "server_error", `Error in SAML response processing: Invalid user attributes: ${lines.join(" ")}`);
  }
  return onCallback(callback, "server_error", `Invalid SAML response received: ${message} `);
}
