import type { Clock } from "../lib/clock.ts";
import type { Driver } from "../storage/driver.ts";
import type { AccessClaims, DerivedGrant, DerivedToken, Grant, IdClaims, Issued, MachineGrant, RefreshClaims } from "./grant.ts";
import { createIssuing } from "./issue.ts";
import type { IssuerSettings } from "./issuer.ts";
import type { KeyStore } from "./keys.ts";
import { createRefreshReading } from "./refresh.ts";
import { createRevocation } from "./revoke.ts";
import { createVerification } from "./verify.ts";

export interface Tokens {
  issue(grant: Grant): Promise<Issued>;
  /** An access token alone. */
  issueMachine(grant: MachineGrant): Promise<Issued>;
  /** One token alone, of either kind. */
  issueDerived(grant: DerivedGrant): Promise<DerivedToken>;
  /** Looks at signature, expiry, revocation and the scope of a sign-in. Whether the user still exists is the caller's to see. @throws NotAuthorizedException */
  verifyAccess(token: string): Promise<AccessClaims>;
  /** As verifyAccess, without demanding a scope. @throws NotAuthorizedException */
  verifyAnyAccess(token: string): Promise<AccessClaims>;
  /** The same of an ID token. @throws NotAuthorizedException */
  verifyId(token: string): Promise<IdClaims>;
  /** Looks at expiry and revocation. The caller compares `clientId`. @throws NotAuthorizedException */
  readRefresh(poolId: string, token: string): Promise<RefreshClaims>;
  /** The same without looking at either; undefined for what is no refresh token of this pool. */
  findRefresh(poolId: string, token: string): Promise<RefreshClaims | undefined>;
  /** Revokes the refresh token's whole sign-in. Doing it twice is no error. */
  revoke(claims: Pick<RefreshClaims, "poolId" | "originJti" | "expiresAt">): Promise<void>;
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
    ...createIssuing({ keys, clock, settings }),
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
