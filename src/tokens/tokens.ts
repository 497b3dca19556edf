import type { Client } from "../records/clients.ts";
import type { Group } from "../records/groups.ts";
import type { Pool } from "../records/pools.ts";
import type { User } from "../records/users.ts";
import type { Clock } from "../lib/clock.ts";
import type { Driver } from "../storage/driver.ts";
import type { TokenClaims } from "./claims.ts";
import { createIssuing } from "./issue.ts";
import type { IssuerSettings } from "./issuer.ts";
import type { KeyStore } from "./keys.ts";
import { createRefreshReading } from "./refresh.ts";
import { createRevocation } from "./revoke.ts";
import { createVerification } from "./verify.ts";

/** What a sign-in or a refresh has earned. Records of the pool, client and user can be passed as they are. */
export interface Grant {
  readonly pool: Pick<Pool, "id" | "issuerType">;
  readonly client: Pick<Client, "id" | "accessTokenSeconds" | "idTokenSeconds" | "refreshTokenSeconds" | "readAttributes" | "tokenRevocation" | "rotation">;
  readonly user: Pick<User, "sub" | "username" | "attributes" | "identities">;
  /** The groups that the user is in, in any order. */
  readonly groups: readonly Pick<Group, "name" | "precedence" | "roleArn">[];
  /** Milliseconds; absent: now. A refresh passes on that of the sign-in. */
  readonly authTime?: number;
  /** Absent: a new sign-in. A refresh passes on that of its refresh token. */
  readonly originJti?: string;
  /** Absent: a new one. */
  readonly eventId?: string;
  /** Absent: those of a sign-in through the API. */
  readonly scopes?: readonly string[];
  /** "oauth": tokens of the OAuth endpoints, which carry `version` and `at_hash`. Absent: "api". */
  readonly source?: "api" | "oauth";
  readonly deviceKey?: string;
  readonly nonce?: string;
  /** false: no refresh token, as in the answer to a refresh. Absent: one is issued. */
  readonly refresh?: boolean;
  /** Milliseconds; a rotated refresh token keeps the expiry of the first. */
  readonly refreshExpiresAt?: number;
  /** The last word on the claims, for PreTokenGeneration. */
  readonly customize?: (claims: TokenClaims) => TokenClaims | Promise<TokenClaims>;
}

export interface Issued {
  readonly accessToken: string;
  /** Absent where the scopes lack openid. */
  readonly idToken?: string;
  readonly refreshToken?: string;
  /** Lifetime of the access token, in seconds. */
  readonly expiresIn: number;
}

/** An access token's claims as they are in the token (times in seconds), and the pool that signed it. */
export interface AccessClaims {
  readonly poolId: string;
  readonly sub: string;
  readonly username: string;
  readonly client_id: string;
  /** Blank separated. */
  readonly scope: string;
  readonly jti: string;
  readonly origin_jti?: string;
  readonly event_id?: string;
  readonly device_key?: string;
  readonly auth_time: number;
  readonly iat: number;
  readonly exp: number;
  readonly [claim: string]: unknown;
}

/** What a refresh token says. Times in milliseconds. */
export interface RefreshClaims {
  readonly poolId: string;
  readonly id: string;
  readonly sub: string;
  readonly username: string;
  readonly clientId: string;
  readonly originJti: string;
  readonly authTime: number;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly eventId: string;
  readonly scopes: readonly string[];
  readonly source: "api" | "oauth";
  readonly deviceKey?: string;
  readonly nonce?: string;
}

export interface Tokens {
  issue(grant: Grant): Promise<Issued>;
  /** Looks at signature, expiry, revocation and the scope of a sign-in. Whether the user still exists is the caller's to see. @throws NotAuthorizedException */
  verifyAccess(token: string): Promise<AccessClaims>;
  /** As verifyAccess, without demanding a scope. @throws NotAuthorizedException */
  verifyAnyAccess(token: string): Promise<AccessClaims>;
  /** Looks at expiry and revocation. The caller compares `clientId`. @throws NotAuthorizedException */
  readRefresh(poolId: string, token: string): Promise<RefreshClaims>;
  /** The same without looking at either; undefined for what is no refresh token of this pool. */
  findRefresh(poolId: string, token: string): Promise<RefreshClaims | undefined>;
  /** Revokes the refresh token's whole sign-in. Doing it twice is no error. */
  revoke(claims: RefreshClaims): Promise<void>;
  isRevoked(claims: Pick<AccessClaims, "poolId" | "sub" | "jti" | "origin_jti">): Promise<boolean>;
  /** The pool's public keys. The caller makes sure that the pool exists, or keys are made for nothing. */
  jwks(poolId: string): Promise<{ keys: object[] }>;
  /** The 32-byte key under which Session strings of the pool are sealed. */
  sessionKey(poolId: string): Promise<Buffer>;
  /** Has a new pool's keys made in the background; returns at once. */
  prepare(poolId: string): void;
  /** To be called when a pool was deleted, reset or replaced. */
  forget(poolId: string): void;
  close(): Promise<void>;
}

export interface TokensOptions {
  readonly store: Driver;
  readonly clock: Clock;
  readonly keys: KeyStore;
  /** Read at each use, for the public URL may be known only once the server listens. */
  readonly settings: IssuerSettings;
}

export function createTokens({ store, clock, keys, settings }: TokensOptions): Tokens {
  const revocation = createRevocation({ store, clock });
  const refresh = createRefreshReading({ keys, clock, isRevoked: revocation.isRevoked });
  return {
    issue: createIssuing({ keys, clock, settings }),
    ...createVerification({ keys, clock, isRevoked: revocation.isRevoked }),
    ...refresh,
    ...revocation,
    jwks: async (poolId) => {
      const { id, access } = await keys.get(poolId);
      return { keys: [id.jwk, access.jwk] };
    },
    sessionKey: async (poolId) => (await keys.get(poolId)).session,
    prepare: keys.prepare,
    forget: keys.forget,
    close: keys.close,
  };
}
