import type { Clock } from "../lib/clock.ts";
import { type Revocation, revocations } from "../records/revocations.ts";
import { sweepExpired, unlessStale } from "../records/sweep.ts";
import { users } from "../records/users.ts";
import type { Driver } from "../storage/driver.ts";
import type { AccessClaims, RefreshClaims } from "./grant.ts";
import { isSignedOut } from "./token-id.ts";

/** An access token lives a day at most (AWS, AccessTokenValidity). */
const LONGEST_ACCESS_MS = 86_400_000;

/** What revokes all tokens of a sign-in. `expiresAt`: of its refresh token. */
export const revocationOf = (
  { poolId, originJti, expiresAt }: Pick<RefreshClaims, "poolId" | "originJti" | "expiresAt">,
  now: number,
): Revocation => ({ poolId, originJti, expiresAt: Math.max(expiresAt, now + LONGEST_ACCESS_MS) });

export function createRevocation({ store, clock }: { store: Driver; clock: Clock }) {
  return {
    async revoke(signIn: Pick<RefreshClaims, "poolId" | "originJti" | "expiresAt">): Promise<void> {
      await once(store, revocationOf(signIn, clock.now()));
      await sweepExpired(store, revocations, signIn.poolId, clock.now());
    },
    /** A sign-out of the user revokes what was issued before it. */
    async isRevoked({ poolId, sub, jti, origin_jti }: Pick<AccessClaims, "poolId" | "sub" | "jti" | "origin_jti">): Promise<boolean> {
      const user = await users.find(store, poolId, sub);
      if (user && isSignedOut(origin_jti ?? jti, user)) return true;
      return origin_jti !== undefined && (await revocations.find(store, poolId, origin_jti)) !== undefined;
    },
  };
}

async function once(store: Driver, revocation: Revocation): Promise<void> {
  if (await revocations.find(store, revocation.poolId, revocation.originJti)) return;
  await unlessStale(store.commit([revocations.put(revocation)]));
}
