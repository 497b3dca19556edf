import { type Pool, poolRegion } from "../records/pools.ts";

export interface IssuerSettings {
  /** What the local issuer and all addresses start with; no trailing slash. */
  readonly publicUrl: string;
  /** "aws": tokens name Cognito's own issuer, for verifiers that insist on it. */
  readonly issuer: "local" | "aws";
}

type IssuingPool = Pick<Pool, "id" | "issuerType" | "dynamicRegistration">;

const localIssuer = (publicUrl: string, poolId: string) => `${publicUrl}/${poolId}`;

/** The `iss` of a pool's tokens (AWS, "Verifying JSON web tokens"; IssuerConfiguration changes the host). */
export function issuerOf({ publicUrl, issuer }: IssuerSettings, { id, issuerType }: IssuingPool): string {
  if (issuer === "local") return localIssuer(publicUrl, id);
  const region = poolRegion(id);
  // Assumption: regions in China use their own top domain here as other services do.
  const domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  return `https://${issuerType === "UPDATED" ? "issuer-cognito-idp" : "cognito-idp"}.${region}.${domain}/${id}`;
}

/** The pool that an issuer names; undefined for what is none. */
export const poolOfIssuer = (issuer: unknown): string | undefined =>
  typeof issuer === "string" ? /\/([\w-]{1,55}_[0-9a-zA-Z]+)$/.exec(issuer)?.[1] : undefined;

/**
 * The openid-configuration document, its members in alphabetical order as on AWS. `hostedUrl`: what the pool's hosted
 * endpoints start with; a pool without a domain has none and shows none.
 */
export function discovery(settings: IssuerSettings, pool: IssuingPool, hostedUrl?: string): Record<string, unknown> {
  const endpoint = (path: string) => (hostedUrl === undefined ? undefined : `${hostedUrl}${path}`);
  const document = {
    authorization_endpoint: endpoint("/oauth2/authorize"),
    end_session_endpoint: endpoint("/logout"),
    id_token_signing_alg_values_supported: ["RS256"],
    issuer: issuerOf(settings, pool),
    // Always here: Amazon's keys would verify none of these tokens.
    jwks_uri: `${localIssuer(settings.publicUrl, pool.id)}/.well-known/jwks.json`,
    // The address says which pool it is: others may share the host.
    registration_endpoint: pool.dynamicRegistration ? endpoint(`/oauth2/register?user_pool_id=${pool.id}`) : undefined,
    response_types_supported: ["code", "token"],
    revocation_endpoint: endpoint("/oauth2/revoke"),
    scopes_supported: ["openid", "email", "phone", "profile"],
    subject_types_supported: ["public"],
    token_endpoint: endpoint("/oauth2/token"),
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    userinfo_endpoint: endpoint("/oauth2/userInfo"),
  };
  return Object.fromEntries(Object.entries(document).filter(([, value]) => value !== undefined));
}
