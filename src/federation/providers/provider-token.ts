import { createRemoteJWKSet, customFetch, decodeProtectedHeader, type JWTPayload, type JWTVerifyOptions, jwtVerify } from "jose";
import type { IdentityProvider } from "../../records/identity-providers.ts";
import { endpointsOf, PATIENCE_MS } from "./endpoints.ts";
import { invalidRequest } from "./upstream.ts";

/** The families of RSA and ECDSA, whose keys the provider publishes. */
export const PUBLISHED_KEY_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];
/** Signed with the client's secret (AWS, "Using OIDC identity providers with a user pool"). */
export const SECRET_ALGORITHMS = ["HS256", "HS384", "HS512"];

/** Whether a provider signed it with the client's secret instead of a key of its own. Nothing of it is believed yet. */
export const isSignedWithSecret = (token: string): boolean => SECRET_ALGORITHMS.includes(algorithmOf(token));

/**
 * The claims of a JWT that an OpenID Connect provider has signed, which has not run out, and which was issued to the pool's client at
 * that provider. Keys are read anew each time (AWS, "Using OIDC identity providers with a user pool"). Rejects for every other text.
 */
export async function verifiedProviderToken(provider: IdentityProvider, token: string): Promise<JWTPayload> {
  const { issuer, jwks } = await endpointsOf(provider);
  const { client_id: clientId, client_secret: secret } = provider.details;
  if (!issuer || !clientId) throw invalidRequest(`${provider.name} signs no tokens that could be verified`);
  const options: JWTVerifyOptions = { issuer, requiredClaims: ["exp", "sub"] };
  const payload = isSignedWithSecret(token) ? await bySecret(token, secret, options) : await byPublishedKey(token, jwks, options);
  if (![payload.aud, payload["azp"], payload["client_id"]].flat().includes(clientId))
    throw invalidRequest("The token is for another client");
  return payload;
}

async function bySecret(token: string, secret: string | undefined, options: JWTVerifyOptions): Promise<JWTPayload> {
  if (!secret) throw invalidRequest("The provider has no client secret to verify the token with");
  return (await jwtVerify(token, Buffer.from(secret), { ...options, algorithms: SECRET_ALGORITHMS })).payload;
}

async function byPublishedKey(token: string, jwks: string | undefined, options: JWTVerifyOptions): Promise<JWTPayload> {
  if (!jwks) throw invalidRequest("The provider publishes no keys");
  const fetchKeys = (url: string, init: object) => fetch(url, { ...init, signal: AbortSignal.timeout(PATIENCE_MS), redirect: "follow" });
  const keys = createRemoteJWKSet(new URL(jwks), { [customFetch]: fetchKeys });
  return (await jwtVerify(token, keys, { ...options, algorithms: PUBLISHED_KEY_ALGORITHMS })).payload;
}

function algorithmOf(token: string): string {
  try {
    return decodeProtectedHeader(token).alg ?? "";
  } catch {
    return "";
  }
}
