import type { Clock } from "../lib/clock.ts";
import { histories } from "../records/histories.ts";
import { pools } from "../records/pools.ts";
import { type Change, type Driver, GLOBAL, StaleWrite } from "../storage/driver.ts";
import { isKept } from "./difference.ts";
import { createPruning } from "./prune.ts";
import { touches, withPast } from "./with-past.ts";

/*
 * What point-in-time recovery rests on: a pool's past as records, over any driver.
 *
 * - A commit that changes users, groups, memberships or passkeys of a pool whose plan has recovery carries how those rows were
 *   before: there is never a change without its past, nor the reverse, whatever happens in between.
 * - The pool's row in `histories` says since when that is so, and whether writes are paused. Every such commit depends on it being as
 *   it was read, so nothing slips in between a recovery's begin and its preview, or into its restore. Begin, end and restore write
 *   that row themselves, in one commit each: after a crash the pool is as before or as after.
 * - Budget: at most `most` changes a pool, in memory and on disk: some hundred bytes each, about a kilobyte for a deleted user. What is
 *   older than the plan's period goes first, by the server's clock; beyond the budget the oldest goes, and `since` moves on.
 * - A commit that changes no such table is passed on as it is; for a pool without recovery in its plan it takes a look at that plan.
 */

interface Memory {
  readonly clock: Clock;
  /** Changes kept of one pool. */
  readonly most: number;
}

/** How often a commit is tried again where the history's own row was changed in between, of which its caller knows nothing. */
const ATTEMPTS = 8;

const originals = new WeakMap<Driver, Driver>();

/** The driver below, for whoever puts back rows of the past itself. */
export const withoutMemory = (store: Driver): Driver => originals.get(store) ?? store;

/** The driver, with a memory. */
export function createRemembering(driver: Driver, { clock, most }: Memory): Driver {
  const pruning = createPruning(driver, most);
  const remembering: Driver = {
    get: (key) => driver.get(key),
    find: (table, key) => driver.find(table, key),
    list: (table, query) => driver.list(table, query),
    count: (table, partition) => driver.count(table, partition),
    partitions: () => driver.partitions(),
    dump: (partition) => driver.dump(partition),
    load: (partition, dump) => driver.load(partition, dump),
    replace: (state) => driver.replace(state),
    whyReadOnly: () => driver.whyReadOnly(),
    close: () => driver.close(),
    drop: (partition, checks) => {
      pruning.forget(partition);
      return driver.drop(partition, checks);
    },
    commit: async (changes) => {
      if (!changes.some(concernsHistory)) return driver.commit(changes);
      const remembered = await commitWithPast(driver, clock, changes);
      const [{ partition }] = changes as [Change];
      const rounds = pruning.roundsAfter(partition, remembered, touches(changes, pools) !== undefined);
      if (rounds > 0) await pruning.prune(partition, { rounds, now: clock.now() });
    },
  };
  originals.set(remembering, driver);
  return remembering;
}

const concernsHistory = ({ table, partition, check }: Change): boolean =>
  check !== true && partition !== GLOBAL && (isKept(table) || table === pools.definition.name);

/** @returns how many changes are remembered */
async function commitWithPast(driver: Driver, clock: Clock, changes: readonly Change[]): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const added = await withPast(driver, changes, clock.now());
    try {
      await driver.commit([...changes, ...added]);
      return added.length;
    } catch (error) {
      const isOurs = error instanceof StaleWrite && error.key.table === histories.definition.name && !touches(changes, histories);
      if (!isOurs || attempt === ATTEMPTS) throw error;
    }
  }
}
