import { type Change, type Driver, type ListQuery, StaleWrite } from "../storage/driver.ts";
import type { Table } from "./table.ts";

/** More than one, so that a table shrinks again. */
const SWEPT_AT_ONCE = 5;

/** Where the oldest rows of a table come first. */
type Oldest<Index extends string> = Omit<ListQuery, "limit"> & { readonly index?: Index };

/**
 * Removals of some rows that are over, to be committed beside a row that is added: so a table does not grow for ever. The
 * commit is stale where somebody else removes them at the same time.
 */
export async function removalsOf<T extends object, Index extends string>(
  store: Driver,
  table: Table<T, Index>,
  oldest: Oldest<Index>,
  isOver: (row: T) => boolean,
): Promise<Change[]> {
  const { items } = await table.list(store, { ...oldest, limit: SWEPT_AT_ONCE });
  return items.filter(isOver).map((row) => table.remove(row));
}

export const isExpiredAt =
  (now: number) =>
  ({ expiresAt }: { readonly expiresAt: number }): boolean =>
    expiresAt <= now;

/** Removes them by themselves. */
export async function sweep(store: Driver, removals: Promise<readonly Change[]>): Promise<void> {
  const changes = await removals;
  if (changes.length > 0) await unlessStale(store.commit(changes));
}

/** Removes some rows of a pool that have run out. To be called beside each write. */
export const sweepExpired = <T extends { readonly expiresAt: number }>(
  store: Driver,
  table: Table<T, "expiry">,
  poolId: string,
  now: number,
): Promise<void> => sweep(store, removalsOf(store, table, { partition: poolId, index: "expiry" }, isExpiredAt(now)));

/** Leaves it at that where somebody else has just done the same. */
export async function unlessStale(commit: Promise<void>): Promise<void> {
  try {
    await commit;
  } catch (error) {
    if (!(error instanceof StaleWrite)) throw error;
  }
}
