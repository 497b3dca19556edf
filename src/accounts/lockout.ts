import { NotAuthorizedException } from "#generated/errors.ts";
import type { Context } from "../context.ts";
import { poolRegion } from "../records/pools.ts";
import { replicaStatus, replicas } from "../records/replicas.ts";
import { putTries, type Tries, tries } from "../records/tries.ts";
import { retryStale } from "../storage/retry.ts";

const KIND = "sign-in";
const FREE_FAILURES = 5;
const LONGEST_LOCK_MS = 15 * 60_000;
const QUIET_MS = 15 * 60_000;

const keyOf = (subject: string, kind: string) => `${subject} ${kind}`;

/** A replica counts for itself (AWS, "Multi-Region replication"). */
async function kindOf({ store, clock, caller }: Context, poolId: string): Promise<string> {
  if (caller.region === poolRegion(poolId)) return KIND;
  const replica = await replicas.find(store, poolId, caller.region);
  return replica && replicaStatus(replica, clock.now()) ? `${KIND} ${caller.region}` : KIND;
}

/**
 * Refuses a try during a lock, whatever the password (AWS, "Authentication: lockout behavior"). Such a try does not
 * extend the lock. @throws NotAuthorizedException
 */
export async function checkLock(ctx: Context, poolId: string, subject: string): Promise<void> {
  const { store, clock } = ctx;
  const entry = await tries.find(store, poolId, keyOf(subject, await kindOf(ctx, poolId)));
  if (entry?.lockedUntil !== undefined && clock.now() < entry.lockedUntil) throw new NotAuthorizedException("Password attempts exceeded");
}

/**
 * Looks at a password, and counts it where it is wrong: from the fifth on the user is locked for a second, doubling up to a
 * quarter of an hour. Of many at once no more are looked at than may still be wrong; the others wait for what becomes of those.
 * @throws NotAuthorizedException during a lock
 */
export const tryUnlocked = (ctx: Context, poolId: string, subject: string, isRight: () => Promise<boolean>): Promise<boolean> =>
  ctx.turnstile.pass(
    `${poolId} ${subject}`,
    async () => FREE_FAILURES - (await recentFailures(ctx, poolId, subject)),
    async () => {
      await checkLock(ctx, poolId, subject);
      const right = await isRight();
      await (right ? forgetFailures : countFailure)(ctx, poolId, subject);
      return right;
    },
  );

async function recentFailures(ctx: Context, poolId: string, subject: string): Promise<number> {
  const entry = await tries.find(ctx.store, poolId, keyOf(subject, await kindOf(ctx, poolId)));
  return entry ? stillCounted(entry, ctx.clock.now()).length : 0;
}

const stillCounted = ({ times }: Tries, now: number): readonly number[] => (now - (times.at(-1) ?? 0) < QUIET_MS ? times : []);

const countFailure = (ctx: Context, poolId: string, subject: string): Promise<void> =>
  retryStale(async () => {
    const { store, clock } = ctx;
    const now = clock.now();
    const kind = await kindOf(ctx, poolId);
    const entry = await tries.find(store, poolId, keyOf(subject, kind));
    const times = [...(entry ? stillCounted(entry, now) : []), now];
    const over = times.length - FREE_FAILURES;
    const lockedUntil = over < 0 ? undefined : now + Math.min(1000 * 2 ** over, LONGEST_LOCK_MS);
    await putTries(store, { ...(entry ?? { poolId, subject, kind }), times: times.slice(-20), lockedUntil }, now);
  });

/** A right password ends the count. */
const forgetFailures = (ctx: Context, poolId: string, subject: string): Promise<void> =>
  retryStale(async () => {
    const entry = await tries.find(ctx.store, poolId, keyOf(subject, await kindOf(ctx, poolId)));
    if (entry) await ctx.store.commit([tries.remove(entry)]);
  });
