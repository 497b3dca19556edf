import type { Context } from "../context.ts";
import { attempts } from "../records/attempts.ts";
import { type AttemptLimit, addAttempt } from "../rules/attempt-limits.ts";
import { retryStale } from "../storage/retry.ts";

/**
 * Counts one try toward a limit. `subject`: a user's sub, or `name:<user name>` for one who does not exist.
 * @throws what the limit says, for one try too many
 */
export function countAttempt({ store, clock }: Context, poolId: string, subject: string, limit: AttemptLimit): Promise<void> {
  return retryStale(async () => {
    const entry = await attempts.find(store, poolId, `${subject} ${limit.kind}`);
    const times = addAttempt(entry?.times ?? [], clock.now(), limit.perHour);
    if (!times) throw limit.exceeded();
    await store.commit([attempts.put({ ...(entry ?? { poolId, subject, kind: limit.kind }), times })]);
  }, limit.exceeded);
}

/** A try that succeeded ends the count. */
export function forgetAttempts({ store }: Context, poolId: string, subject: string, limit: AttemptLimit): Promise<void> {
  return retryStale(async () => {
    const entry = await attempts.find(store, poolId, `${subject} ${limit.kind}`);
    if (entry) await store.commit([attempts.remove(entry)]);
  });
}
