import type { AuthorizationServer } from "oauth4webapi";
import type { IdentityProvider } from "../../records/identity-providers.ts";
import type { Details } from "../../rules/identity-providers.ts";
import { invalidRequest } from "./upstream.ts";

/** Of a provider that speaks OAuth 2.0. Without `issuer` there is no ID token. */
export interface Endpoints {
  readonly issuer?: string;
  readonly authorize: string;
  readonly token: string;
  readonly userInfo?: string;
  readonly userInfoMethod: "GET" | "POST";
  readonly jwks?: string;
}

/** How long a provider may take to answer (AWS names no number for its own wait). */
export const PATIENCE_MS = 10_000;

type Found = Pick<AuthorizationServer, "issuer" | "authorization_endpoint" | "token_endpoint" | "userinfo_endpoint" | "jwks_uri">;

/** Details of an OIDC provider with the endpoints that its issuer publishes in place of those that were not given; unreachable: as given. */
export async function withDiscovered(given: Details, patienceMs: number): Promise<Details> {
  if (isComplete(given)) return given;
  const found = await discover(given["oidc_issuer"]!, patienceMs).catch(() => undefined);
  const added = {
    authorize_url: found?.authorization_endpoint,
    token_url: found?.token_endpoint,
    attributes_url: found?.userinfo_endpoint,
    jwks_uri: found?.jwks_uri,
  };
  const present = Object.entries(added).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...Object.fromEntries(present), ...given };
}

const isComplete = (details: Details): boolean =>
  ["authorize_url", "token_url", "attributes_url", "jwks_uri"].every((name) => details[name] !== undefined);

/** OpenID Connect Discovery 1.0, section 4. */
async function discover(issuer: string, patienceMs: number): Promise<Found> {
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const response = await fetch(url, { signal: AbortSignal.timeout(patienceMs), headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`${response.status}`);
  return (await response.json()) as Found;
}

/** Those that the details name; what an OIDC provider's lack is looked up at its issuer. @throws UpstreamRefusal */
export async function endpointsOf({ type, details: stored }: IdentityProvider): Promise<Endpoints> {
  const details = type === "OIDC" || stored["oidc_issuer"] ? await withDiscovered(stored, PATIENCE_MS) : stored;
  const { authorize_url: authorize, token_url: token } = details;
  // Assumption: the wording.
  if (!authorize || !token) throw invalidRequest("Unable to contact well-known endpoint");
  return {
    issuer: details["oidc_issuer"],
    authorize,
    token,
    userInfo: type === "SignInWithApple" ? undefined : details["attributes_url"],
    userInfoMethod: details["attributes_request_method"] === "POST" ? "POST" : "GET",
    jwks: details["jwks_uri"],
  };
}
