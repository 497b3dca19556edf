import type { Context } from "../context.ts";
import { putTries, tries } from "../records/tries.ts";
import { addTry, type TryLimit } from "../rules/try-limits.ts";
import { retryStale } from "../storage/retry.ts";

/**
 * Counts one try toward a limit. `subject`: a user's sub, or `name:<user name>` for one who does not exist.
 * @throws what the limit says, for one try too many
 */
export function countTry({ store, clock }: Context, poolId: string, subject: string, limit: TryLimit): Promise<void> {
  return retryStale(async () => {
    const entry = await tries.find(store, poolId, `${subject} ${limit.kind}`);
    const now = clock.now();
    const times = addTry(entry?.times ?? [], now, limit.perHour);
    if (!times) throw limit.exceeded();
    await putTries(store, { ...(entry ?? { poolId, subject, kind: limit.kind }), times }, now);
  }, limit.exceeded);
}

/** A try that succeeded ends the count. */
export function forgetTries({ store }: Context, poolId: string, subject: string, limit: TryLimit): Promise<void> {
  return retryStale(async () => {
    const entry = await tries.find(store, poolId, `${subject} ${limit.kind}`);
    if (entry) await store.commit([tries.remove(entry)]);
  });
}
