import { type PastVersion, pastVersions } from "../records/past-versions.ts";
import type { Driver, RowKey, Stored } from "../storage/driver.ts";
import { undo } from "./difference.ts";

/** A row that was changed since a moment. Absent `then`: it was not there; absent `now`: it is not there any more. */
export interface ChangedRow {
  readonly key: RowKey;
  readonly now?: object & Stored;
  readonly then?: object;
}

/** All rows of a pool that were changed since `moment`, as they were then. */
export async function changedSince(store: Driver, poolId: string, moment: number): Promise<ChangedRow[]> {
  const rows = new Map<string, ChangedRow>();
  for (const version of await versionsSince(store, poolId, moment)) {
    const name = `${version.table} ${version.row}`;
    const row = rows.get(name) ?? (await currentRow(store, { table: version.table, partition: poolId, id: version.row }));
    rows.set(name, { ...row, then: undo(row.then, version) });
  }
  return [...rows.values()];
}

async function currentRow(store: Driver, key: RowKey): Promise<ChangedRow> {
  const now = await store.get(key);
  return { key, now, then: now };
}

/** Newest first. The clock may have been turned back: whatever came after a change that is too new is undone with it. */
async function versionsSince(store: Driver, poolId: string, moment: number): Promise<PastVersion[]> {
  const versions: PastVersion[] = [];
  let wanted = 0;
  for await (const version of pastVersions.all(store, { partition: poolId, reverse: true })) {
    versions.push(version);
    if (version.at > moment) wanted = versions.length;
  }
  return versions.slice(0, wanted);
}
