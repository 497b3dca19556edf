import {
  AuthorizationResponseError,
  type AuthorizationServer,
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  type Client,
  type ClientAuth,
  ClientSecretPost,
  customFetch,
  expectNoNonce,
  getValidatedIdTokenClaims,
  None,
  nopkce,
  processAuthorizationCodeResponse,
  protectedResourceRequest,
  ResponseBodyError,
  type TokenEndpointResponse,
  validateApplicationLevelSignature,
  validateAuthResponse,
} from "oauth4webapi";
import type { IdentityProvider } from "../../records/identity-providers.ts";
import type { Attributes } from "../../rules/attributes.ts";
import { type Arrival, claimTexts } from "../external-identity.ts";
import { appleSecret } from "./apple.ts";
import { type Endpoints, endpointsOf, PATIENCE_MS } from "./endpoints.ts";
import { isSignedWithSecret, PUBLISHED_KEY_ALGORITHMS, SECRET_ALGORITHMS, verifiedProviderToken } from "./provider-token.ts";
import { invalidRequest, type Journey, type Upstream, UpstreamRefusal } from "./upstream.ts";

/** OpenID Connect Core 1.0 and, for Facebook and Amazon, plain OAuth 2.0. Providers live in real time, whatever the server's clock says. */
export const oauthUpstream: Upstream = {
  async departure(_ctx, { provider, returnUrl, state, nonce }, { loginHint, prompt }) {
    const { authorize, issuer } = await endpointsOf(provider);
    const url = new URL(authorize);
    const parameters = {
      client_id: provider.details["client_id"],
      redirect_uri: returnUrl,
      scope: scopesOf(provider),
      response_type: "code",
      state,
      nonce: issuer && nonce,
      // Apple hands e-mail and name over in a form only.
      response_mode: provider.type === "SignInWithApple" ? "form_post" : undefined,
      // Only these two understand it (AWS, "The authorize endpoint").
      login_hint: provider.type === "OIDC" || provider.type === "Google" ? loginHint : undefined,
      prompt,
    };
    for (const [name, value] of Object.entries(parameters)) if (value) url.searchParams.set(name, value);
    return url.href;
  },

  async arrival(_ctx, journey, parameters) {
    const { provider } = journey;
    const endpoints = await endpointsOf(provider);
    const exchange = exchangeWith(provider, endpoints);
    const callback = checked(() => validateAuthResponse(exchange.server, exchange.client, withoutIssuer(parameters), journey.state));
    const tokens = await tokensFor(exchange, journey, callback);
    const idToken = getValidatedIdTokenClaims(tokens);
    const userInfo = await userInfoOf(exchange, endpoints, tokens);
    return arrivalOf(provider, { tokens, idToken, userInfo });
  },
};

/** Facebook separates its scopes by commas, the others by blanks; AWS takes either. */
const scopesOf = ({ type, details }: IdentityProvider): string =>
  (details["authorize_scopes"] ?? "")
    .split(/[\s,]+/)
    .filter(Boolean)
    .join(type === "Facebook" ? "," : " ");

interface Exchange {
  readonly provider: IdentityProvider;
  readonly server: AuthorizationServer;
  readonly client: Client;
  readonly options: { readonly [customFetch]: typeof patientFetch; readonly [allowInsecureRequests]: boolean };
}

function exchangeWith(provider: IdentityProvider, { issuer, token, jwks }: Endpoints): Exchange {
  const server: AuthorizationServer = {
    issuer: issuer ?? token,
    token_endpoint: token,
    jwks_uri: jwks,
    id_token_signing_alg_values_supported: [...PUBLISHED_KEY_ALGORITHMS, ...SECRET_ALGORITHMS],
  };
  return {
    provider,
    server,
    client: { client_id: provider.details["client_id"]! },
    // Which addresses may go without TLS was decided when the provider was created.
    options: { [customFetch]: patientFetch, [allowInsecureRequests]: true },
  };
}

const patientFetch = (url: string, init: object): Promise<Response> =>
  fetch(url, { ...init, signal: AbortSignal.timeout(PATIENCE_MS), redirect: "follow" });

/** The issuer in the answer (RFC 9207) is compared with metadata that fixed endpoints do not come with. */
function withoutIssuer(parameters: URLSearchParams): URLSearchParams {
  const rest = new URLSearchParams(parameters);
  rest.delete("iss");
  return rest;
}

async function tokensFor(
  { provider, server, client, options }: Exchange,
  journey: Journey,
  callback: URLSearchParams,
): Promise<TokenEndpointResponse> {
  const name = provider.type === "OIDC" ? provider.name : provider.type;
  const authentication = await clientAuthentication(provider);
  const response = await reached("Timeout occurred in calling IdP token endpoint", () =>
    authorizationCodeGrantRequest(server, client, authentication, callback, journey.returnUrl, nopkce, options),
  );
  if (!response.ok) throw invalidRequest(`${name} Error - ${response.status} error getting token`);
  const expectedNonce = provider.details["oidc_issuer"] ? journey.nonce : expectNoNonce;
  const tokens = await checkedLater(() =>
    processAuthorizationCodeResponse(server, client, response, {
      expectedNonce,
      requireIdToken: provider.details["oidc_issuer"] !== undefined,
    }),
  );
  // The library judges signatures by published keys alone.
  if (tokens.id_token && isSignedWithSecret(tokens.id_token)) await checkedLater(() => verifiedProviderToken(provider, tokens.id_token!));
  else if (server.jwks_uri !== undefined && tokens.id_token)
    await reached("Timeout in calling jwks uri", () => validateApplicationLevelSignature(server, response, options));
  return tokens;
}

async function clientAuthentication({ type, details }: IdentityProvider): Promise<ClientAuth> {
  if (type === "SignInWithApple") return ClientSecretPost(await appleSecret(details));
  return details["client_secret"] ? ClientSecretPost(details["client_secret"]) : None();
}

async function userInfoOf({ provider, options }: Exchange, endpoints: Endpoints, { access_token: token }: TokenEndpointResponse) {
  if (!endpoints.userInfo) return undefined;
  const url = new URL(userInfoUrl(provider, endpoints.userInfo));
  const response = await reached("Timeout occurred in calling IdP userInfo endpoint", () =>
    protectedResourceRequest(token, endpoints.userInfoMethod, url, new Headers({ accept: "application/json" }), null, options),
  );
  if (!response.ok) throw invalidRequest(`${provider.name} Error - ${response.status} error getting user info`);
  return checkedLater(async () => (await response.json()) as Record<string, unknown>);
}

/** Facebook and Google want to be told which members to give: those of the mapping. */
function userInfoUrl({ details, mapping }: IdentityProvider, url: string): string {
  if (details["attributes_url_add_attributes"] !== "true") return url;
  const wanted = [...new Set(Object.values(mapping))].filter((claim) => claim !== "access_token" && claim !== "id_token");
  return `${url}${wanted.join(",")}`;
}

interface Said {
  readonly tokens: TokenEndpointResponse;
  readonly idToken?: Readonly<Record<string, unknown>>;
  readonly userInfo?: Readonly<Record<string, unknown>>;
}

/** What the ID token says beats the rest. Of the tokens themselves the mapping may ask for two. */
function arrivalOf({ mapping, name }: IdentityProvider, { tokens, idToken, userInfo }: Said): Arrival {
  const said = {
    tokenResponse: claimTexts(tokens),
    ...(idToken && { idToken: claimTexts(idToken) }),
    ...(userInfo && { userInfo: claimTexts(userInfo) }),
  };
  const { access_token, id_token } = said.tokenResponse as Readonly<Record<string, string | undefined>>;
  const claims: Attributes = { ...said.userInfo, ...said.idToken, ...(access_token && { access_token }), ...(id_token && { id_token }) };
  const subject = claims[mapping["username"] ?? "sub"];
  if (!subject) throw invalidRequest(`${name} Error - the answer names no user`);
  if (userInfo?.["sub"] !== undefined && idToken && userInfo["sub"] !== idToken["sub"])
    throw invalidRequest("Bad userInfo response: sub differs from that of the ID token");
  return { subject, claims, said };
}

/** A connection that fails, told as AWS does. */
async function reached<T>(slow: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if ((error as Error).name === "TimeoutError") throw invalidRequest(slow);
    const code = ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code;
    if (code === "ECONNRESET") throw invalidRequest("Connection reset");
    throw refusalOf(error);
  }
}

function checked<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw refusalOf(error);
  }
}

async function checkedLater<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw refusalOf(error);
  }
}

/** The provider's own refusal is passed on; what the library refuses is told in its words, which name no value. */
function refusalOf(error: unknown): UpstreamRefusal {
  if (error instanceof UpstreamRefusal) return error;
  if (error instanceof AuthorizationResponseError) return new UpstreamRefusal(error.error, error.error_description ?? error.error);
  if (error instanceof ResponseBodyError) return invalidRequest(error.error_description ?? error.error);
  // Assumption: the wording of what AWS finds wrong itself.
  return invalidRequest(`Bad id_token or token response: ${(error as Error).message}`);
}
