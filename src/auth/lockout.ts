import { NotAuthorizedException } from "#generated/errors.ts";
import type { Context } from "../context.ts";
import { attempts } from "../records/attempts.ts";
import { retryStale } from "../storage/retry.ts";

const KIND = "sign-in";
const FREE_FAILURES = 5;
const LONGEST_LOCK_MS = 15 * 60_000;
const QUIET_MS = 15 * 60_000;

const keyOf = (subject: string) => `${subject} ${KIND}`;

/**
 * Refuses a try during a lock, whatever the password (AWS, "Authentication: lockout behavior"). Such a try does not
 * extend the lock. @throws NotAuthorizedException
 */
export async function checkLock({ store, clock }: Context, poolId: string, subject: string): Promise<void> {
  const entry = await attempts.find(store, poolId, keyOf(subject));
  if (entry?.lockedUntil !== undefined && clock.now() < entry.lockedUntil) throw new NotAuthorizedException("Password attempts exceeded");
}

/** Counts a wrong password. From the fifth on the user is locked for a second, doubling up to a quarter of an hour. */
export const countFailure = ({ store, clock }: Context, poolId: string, subject: string): Promise<void> =>
  retryStale(async () => {
    const now = clock.now();
    const entry = await attempts.find(store, poolId, keyOf(subject));
    const last = entry?.times.at(-1) ?? 0;
    const times = [...(entry && now - last < QUIET_MS ? entry.times : []), now];
    const over = times.length - FREE_FAILURES;
    const lockedUntil = over < 0 ? undefined : now + Math.min(1000 * 2 ** over, LONGEST_LOCK_MS);
    await store.commit([attempts.put({ ...(entry ?? { poolId, subject, kind: KIND }), times: times.slice(-20), lockedUntil })]);
  });

/** A right password ends the count. */
export const forgetFailures = ({ store }: Context, poolId: string, subject: string): Promise<void> =>
  retryStale(async () => {
    const entry = await attempts.find(store, poolId, keyOf(subject));
    if (entry) await store.commit([attempts.remove(entry)]);
  });
