import { histories, historyOf } from "../records/histories.ts";
import { pastVersions } from "../records/past-versions.ts";
import { pools } from "../records/pools.ts";
import { unlessStale } from "../records/sweep.ts";
import { recoveryPeriod } from "../rules/recovery-window.ts";
import type { Driver } from "../storage/driver.ts";

/** Changes after which it is looked for some that may go. */
const INTERVAL = 256;
/** More than are made meanwhile, so that a history shrinks again. */
const AT_ONCE = 2 * INTERVAL;

interface Pruning {
  /** After a commit: how often it is to be looked for some. `isPlanned`: the pool's plan may be another one. */
  roundsAfter(poolId: string, remembered: number, isPlanned: boolean): number;
  prune(poolId: string, work: { readonly rounds: number; readonly now: number }): Promise<void>;
  /** The pool is gone. */
  forget(poolId: string): void;
}

/** Keeps histories within their period and within `most` changes a pool. */
export function createPruning(store: Driver, most: number): Pruning {
  const made = new Map<string, number>();
  return {
    forget: (poolId) => void made.delete(poolId),
    roundsAfter: (poolId, remembered, isPlanned) => {
      const count = (made.get(poolId) ?? 0) + remembered;
      made.set(poolId, count % INTERVAL);
      return isPlanned ? Infinity : Math.floor(count / INTERVAL);
    },
    prune: async (poolId, { rounds, now }) => {
      for (let round = 0, isMore = true; round < rounds && isMore; round += 1) isMore = await prune(store, poolId, { most, now });
    },
  };
}

/** @returns whether there may be more */
async function prune(store: Driver, poolId: string, { most, now }: { readonly most: number; readonly now: number }): Promise<boolean> {
  const [pool, history] = [await pools.find(store, poolId, poolId), await historyOf(store, poolId)];
  const expired = now - (pool ? recoveryPeriod(pool) : 0);
  const excess = (await pastVersions.count(store, poolId)) - most;
  // Nothing is older than the history itself: most of the time there is nothing to look for.
  if (history && history.since > expired && excess <= 0) return false;
  const { items } = await pastVersions.list(store, { partition: poolId, limit: AT_ONCE });
  // From the oldest on without a gap, also where the clock was turned back: each change is undone on top of those after it.
  const kept = items.findIndex(({ at }, index) => index >= excess && at > expired);
  const over = kept < 0 ? items : items.slice(0, kept);
  if (over.length === 0) return false;
  const since = Math.max(...over.map(({ at }) => at));
  const moved = history && since > history.since ? [histories.put({ ...history, since })] : [];
  await unlessStale(store.commit([...over.map((version) => pastVersions.remove(version)), ...moved]));
  return over.length === AT_ONCE;
}
