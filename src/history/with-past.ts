import { createSequence } from "../lib/ids.ts";
import { type History, histories, historyOf, isPaused, writesPaused } from "../records/histories.ts";
import { pastVersions } from "../records/past-versions.ts";
import { type Pool, pools } from "../records/pools.ts";
import { recoveryPeriod } from "../rules/recovery-window.ts";
import type { Change, Driver, Stored } from "../storage/driver.ts";
import { differenceOf, isKept } from "./difference.ts";

type Kept = History & Stored;

const nextId = createSequence();

/** The change of a row of this table, other than a check. */
export const touches = (changes: readonly Change[], table: { readonly definition: { readonly name: string } }): Change | undefined =>
  changes.find((change) => change.table === table.definition.name && change.check !== true);

/**
 * What has to be committed beside `changes`: how their rows were, and the history's own row.
 * @throws OperationNotEnabledException where the pool's writes are paused
 */
export async function withPast(store: Driver, changes: readonly Change[], now: number): Promise<Change[]> {
  const poolId = changes[0]!.partition;
  const history = await historyOf(store, poolId);
  const planned = touches(changes, pools);
  const added = planned ? await planChange(store, history, { planned, now }) : [];
  if (!history) return planned ? added : firstOf(await pools.find(store, poolId, poolId), now);
  const isOwn = added.length > 0 || touches(changes, histories) !== undefined;
  const isClosed = !isOwn && isPaused(history, now);
  for (const change of changes) {
    if (change.check || !isKept(change.table)) continue;
    const { waits, past } = differenceOf(change.table, await before(store, change), change.value);
    if (waits && isClosed) throw writesPaused();
    if (past) added.push(pastVersions.put({ poolId, id: nextId(), at: now, table: change.table, row: change.id, ...past }));
  }
  // The history's own row is changed by whoever pauses and opens, and by a change of the plan; everybody else depends on it.
  if (added.length > 0 && !isOwn) added.push(histories.check(history));
  return added;
}

/** A change of a row that has been replaced since will be refused. */
const before = async (store: Driver, { table, partition, id, expected }: Change): Promise<object | undefined> =>
  expected === 0 ? undefined : store.get({ table, partition, id });

interface PlanChange {
  readonly planned: Change;
  readonly now: number;
}

/** The past of a pool is kept from the moment that its plan has recovery. What a smaller plan would have forgotten does not come back. */
async function planChange(store: Driver, history: Kept | undefined, { planned, now }: PlanChange): Promise<Change[]> {
  const after = planned.value as Pool | undefined;
  const before = await pools.find(store, planned.partition, planned.id);
  if (!history) return firstOf(after, before ? now : (after?.createdAt ?? now));
  if (!after || !before || before.tier === after.tier) return [];
  if (isPaused(history, now)) throw writesPaused();
  if (recoveryPeriod(after) === 0) return [histories.remove(history)];
  return [histories.put({ ...history, since: Math.max(history.since, now - recoveryPeriod(before)) })];
}

/** Also of a pool that is older than its history. */
const firstOf = (pool: Pool | undefined, since: number): Change[] =>
  pool && recoveryPeriod(pool) > 0 ? [histories.put({ poolId: pool.id, since })] : [];
