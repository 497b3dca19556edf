import { verify } from "node:crypto";
import { NotAuthorizedException } from "#generated/errors.ts";
import type { Clock } from "../lib/clock.ts";
import { API_SCOPES } from "./claims.ts";
import type { AccessClaims } from "./grant.ts";
import { poolOfIssuer } from "./issuer.ts";
import type { KeyStore } from "./keys.ts";

interface VerificationOptions {
  readonly keys: KeyStore;
  readonly clock: Clock;
  readonly isRevoked: (claims: AccessClaims) => Promise<boolean>;
}

export function createVerification({ keys, clock, isRevoked }: VerificationOptions) {
  const verifyAnyAccess = async (token: string): Promise<AccessClaims> => {
    const claims = await signedClaims(keys, token);
    if (!claims) throw new NotAuthorizedException("Invalid Access Token");
    if (claims.exp * 1000 <= clock.now()) throw new NotAuthorizedException("Access Token has expired");
    if (await isRevoked(claims)) throw new NotAuthorizedException("Access Token has been revoked");
    return claims;
  };
  const verifyAccess = async (token: string): Promise<AccessClaims> => {
    const claims = await verifyAnyAccess(token);
    const scopes = (claims.scope ?? "").split(" ");
    if (!API_SCOPES.every((scope) => scopes.includes(scope)))
      throw new NotAuthorizedException("Access Token does not have required scopes");
    return claims;
  };
  return { verifyAnyAccess, verifyAccess };
}

/** The claims of an access token that its pool signed; undefined for all else, ID tokens too. */
async function signedClaims(keys: KeyStore, token: string): Promise<AccessClaims | undefined> {
  const [header, payload, signature, ...rest] = token.split(".");
  if (!header || !payload || !signature || rest.length > 0) return undefined;
  const claims = parsed(payload);
  const poolId = poolOfIssuer(claims?.iss);
  if (!claims || !poolId || claims.token_use !== "access") return undefined;
  const key = (await keys.find(poolId))?.access;
  // The header says kid and algorithm and nothing else, so that comparing it as a whole leaves no choice of either.
  if (!key || header !== key.header) return undefined;
  const genuine = verify("RSA-SHA256", Buffer.from(`${header}.${payload}`), key.publicKey, Buffer.from(signature, "base64url"));
  return genuine ? ({ ...claims, poolId } as unknown as AccessClaims) : undefined;
}

function parsed(payload: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
