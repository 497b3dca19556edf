import type { Client } from "../records/clients.ts";
import type { Group } from "../records/groups.ts";
import type { Pool } from "../records/pools.ts";
import type { User } from "../records/users.ts";

/** What a sign-in or a refresh has earned. Records of the pool, client and user can be passed as they are. */
export interface Grant {
  readonly pool: Pick<Pool, "id" | "issuerType" | "sessions">;
  readonly client: Pick<
    Client,
    "id" | "accessTokenSeconds" | "idTokenSeconds" | "refreshTokenSeconds" | "readAttributes" | "tokenRevocation" | "rotation"
  >;
  readonly user: Pick<User, "sub" | "username" | "attributes" | "identities" | "signOuts">;
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
  /** The resource that the access token is for (RFC 8707): its `aud`. */
  readonly resource?: string;
  /** The audience of the ID token. Absent: the client. */
  readonly idAudience?: string;
  /** Who acts for the user: the `act` of both tokens (RFC 8693 section 4.1). */
  readonly actor?: Claims;
  /** false: no refresh token, as in the answer to a refresh. Absent: one is issued. */
  readonly refresh?: boolean;
  /** Milliseconds; a rotated refresh token keeps the expiry of the first. */
  readonly refreshExpiresAt?: number;
  /** The last word on the claims, for PreTokenGeneration. */
  readonly customize?: (claims: TokenClaims) => TokenClaims | Promise<TokenClaims>;
}

/** What a client has earned for itself. */
export type MachineGrant = Pick<Grant, "pool" | "client" | "customize" | "source"> & { readonly scopes: readonly string[] };

/** One token in the place of another (RFC 8693). */
export interface DerivedGrant extends Omit<Grant, "refresh" | "refreshExpiresAt" | "nonce"> {
  readonly kind: "access" | "id";
}

export interface DerivedToken {
  readonly token: string;
  /** Seconds. */
  readonly expiresIn: number;
  /** Those that an access token says; an ID token says none. */
  readonly scopes: readonly string[];
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

/** The same of an ID token, as far as it is looked at. */
export type IdClaims = Pick<AccessClaims, "poolId" | "sub" | "jti" | "origin_jti" | "auth_time" | "exp"> & Claims;

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
  readonly resource?: string;
}

export type Claims = Readonly<Record<string, unknown>>;

export interface TokenClaims {
  readonly access: Claims;
  /** Absent where no ID token is issued. */
  readonly id?: Claims;
}
