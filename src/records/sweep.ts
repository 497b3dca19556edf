import { type Driver, StaleWrite } from "../storage/driver.ts";
import type { Table } from "./table.ts";

const SWEPT_AT_ONCE = 20;

/** Removes some rows of a pool that have run out, so that a table does not grow for ever. To be called beside each write. */
export async function sweepExpired<T extends { readonly expiresAt: number }>(
  store: Driver,
  table: Table<T, "expiry">,
  poolId: string,
  now: number,
): Promise<void> {
  const { items } = await table.list(store, { partition: poolId, index: "expiry", limit: SWEPT_AT_ONCE });
  const over = items.filter(({ expiresAt }) => expiresAt <= now);
  if (over.length === 0) return;
  try {
    await store.commit(over.map((row) => table.remove(row)));
  } catch (error) {
    // Somebody else has just done the same.
    if (!(error instanceof StaleWrite)) throw error;
  }
}
