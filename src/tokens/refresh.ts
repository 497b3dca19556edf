import { NotAuthorizedException } from "#generated/errors.ts";
import type { Clock } from "../lib/clock.ts";
import { seal, unseal } from "../lib/seal.ts";
import type { KeyStore } from "./keys.ts";
import type { AccessClaims, RefreshClaims } from "./tokens.ts";

/**
 * A compact JWE (RFC 7516) under a key of the pool. Cognito wraps a fresh key with RSA-OAEP; only the pool itself ever reads
 * the token, and a private RSA operation at each refresh would cost as much as a signature, so the key is used directly.
 */
const HEADER = Buffer.from(JSON.stringify({ cty: "JWT", enc: "A256GCM", alg: "dir" })).toString("base64url");

export function sealRefresh(key: Buffer, claims: RefreshClaims): string {
  const { iv, ciphertext, tag } = seal(key, JSON.stringify(claims), HEADER);
  return [HEADER, "", iv.toString("base64url"), ciphertext.toString("base64url"), tag.toString("base64url")].join(".");
}

/** Undefined for anything that was not sealed under this key. */
export function openRefresh(key: Buffer, token: string): RefreshClaims | undefined {
  const [header, wrapped, iv, ciphertext, tag, ...rest] = token.split(".").map((part, index) => (index === 0 ? part : Buffer.from(part, "base64url")));
  if (header !== HEADER || !isBytes(wrapped) || wrapped.length > 0 || !isBytes(iv) || !isBytes(ciphertext) || !isBytes(tag) || rest.length > 0) return undefined;
  const text = unseal(key, { iv, ciphertext, tag }, HEADER);
  return text === undefined ? undefined : (JSON.parse(text) as RefreshClaims);
}

const isBytes = (part: Buffer | string | undefined): part is Buffer => Buffer.isBuffer(part);

/** Whether a token has the three parts of an access or ID token; refresh tokens have five. */
export const isJwt = (token: string): boolean => token.split(".").length === 3;

interface ReadingOptions {
  readonly keys: KeyStore;
  readonly clock: Clock;
  readonly isRevoked: (claims: Pick<AccessClaims, "poolId" | "sub" | "jti" | "origin_jti">) => Promise<boolean>;
}

export function createRefreshReading({ keys, clock, isRevoked }: ReadingOptions) {
  const findRefresh = async (poolId: string, token: string): Promise<RefreshClaims | undefined> => {
    const live = await keys.find(poolId);
    return live && openRefresh(live.refresh, token);
  };
  const readRefresh = async (poolId: string, token: string): Promise<RefreshClaims> => {
    const claims = await findRefresh(poolId, token);
    if (!claims) throw new NotAuthorizedException("Invalid Refresh Token");
    if (claims.expiresAt <= clock.now()) throw new NotAuthorizedException("Refresh Token has expired");
    if (await isRevoked({ poolId, sub: claims.sub, jti: claims.id, origin_jti: claims.originJti }))
      throw new NotAuthorizedException("Refresh Token has been revoked");
    return claims;
  };
  return { findRefresh, readRefresh };
}
