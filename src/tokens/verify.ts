import { verify } from "node:crypto";
import { NotAuthorizedException } from "#generated/errors.ts";
import type { Clock } from "../lib/clock.ts";
import { API_SCOPES } from "./claims.ts";
import type { AccessClaims, IdClaims } from "./grant.ts";
import { poolOfIssuer } from "./issuer.ts";
import type { KeyStore } from "./keys.ts";

interface VerificationOptions {
  readonly keys: KeyStore;
  readonly clock: Clock;
  readonly isRevoked: (claims: AccessClaims) => Promise<boolean>;
}

/** What tokens of a kind are called in refusals. */
const NAMES = { access: "Access Token", id: "ID Token" } as const;

export function createVerification({ keys, clock, isRevoked }: VerificationOptions) {
  const verifyToken = async (use: keyof typeof NAMES, token: string): Promise<AccessClaims> => {
    const claims = await signedClaims(keys, token, use);
    if (!claims) throw new NotAuthorizedException(`Invalid ${NAMES[use]}`);
    if (claims.exp * 1000 <= clock.now()) throw new NotAuthorizedException(`${NAMES[use]} has expired`);
    if (await isRevoked(claims)) throw new NotAuthorizedException(`${NAMES[use]} has been revoked`);
    return claims;
  };
  const verifyAnyAccess = (token: string): Promise<AccessClaims> => verifyToken("access", token);
  const verifyId = async (token: string): Promise<IdClaims> => verifyToken("id", token);
  const verifyAccess = async (token: string): Promise<AccessClaims> => {
    const claims = await verifyAnyAccess(token);
    const scopes = (claims.scope ?? "").split(" ");
    if (!API_SCOPES.every((scope) => scopes.includes(scope)))
      throw new NotAuthorizedException("Access Token does not have required scopes");
    return claims;
  };
  return { verifyAnyAccess, verifyAccess, verifyId };
}

/** The claims of a token for this use that its pool signed; undefined for all else, tokens for the other use too. */
async function signedClaims(keys: KeyStore, token: string, use: "access" | "id"): Promise<AccessClaims | undefined> {
  const [header, payload, signature, ...rest] = token.split(".");
  if (!header || !payload || !signature || rest.length > 0) return undefined;
  const claims = parsed(payload);
  const poolId = poolOfIssuer(claims?.iss);
  if (!claims || !poolId || claims.token_use !== use) return undefined;
  const key = (await keys.find(poolId))?.[use];
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
