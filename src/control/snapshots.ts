import { membersChanged } from "../history/difference.ts";
import { withoutMemory } from "../history/remember.ts";
import type { Clock } from "../lib/clock.ts";
import { pools } from "../records/pools.ts";
import { users } from "../records/users.ts";
import { type Change, type Driver, type PartitionDump, type StateDump, type Stored, UniqueViolation, VERSION } from "../storage/driver.ts";
import { retryStale } from "../storage/retry.ts";
import { Problem } from "./problem.ts";

export interface SnapshotView {
  readonly name: string;
  /** ISO 8601, by the server's clock. */
  readonly takenAt: string;
  readonly userPools: number;
  readonly users: number;
}

export interface Snapshots {
  list(): SnapshotView[];
  /** Replaces one of the same name. */
  take(name: string): Promise<SnapshotView>;
  /** @throws Problem 404 */
  restore(name: string): Promise<void>;
  /** @throws Problem 404 */
  delete(name: string): void;
}

interface Snapshot {
  readonly view: SnapshotView;
  readonly state: StateDump;
  readonly clock: { readonly frozen: boolean; readonly now?: number; readonly offsetMs?: number };
}

export interface SnapshotServices {
  readonly store: Driver;
  readonly clock: Clock;
  readonly tokens: { forget(poolId: string): void };
}

/** Kept in memory. Stored records are never changed, only replaced: a snapshot costs what has changed since, not the whole once more. */
export function createSnapshots({ store, clock, tokens }: SnapshotServices): Snapshots {
  const snapshots = new Map<string, Snapshot>();
  const plain = withoutMemory(store);
  const get = (name: string): Snapshot => {
    const snapshot = snapshots.get(name);
    if (!snapshot) throw new Problem(404, `There is no snapshot ${name}.`);
    return snapshot;
  };
  return {
    list: () => [...snapshots.values()].map(({ view }) => view),
    take: async (name) => {
      const { now, offsetMs, frozen } = { now: clock.now(), offsetMs: clock.offsetMs, frozen: clock.frozen };
      const state = await dumpOf(plain);
      const view = { name, takenAt: new Date(now).toISOString(), userPools: count(state, pools), users: count(state, users) };
      snapshots.delete(name);
      snapshots.set(name, { view, state, clock: frozen ? { frozen, now } : { frozen, offsetMs } });
      return view;
    },
    restore: async (name) => {
      const snapshot = get(name);
      for (const partition of await restore(plain, snapshot.state)) tokens.forget(partition);
      clock.set(snapshot.clock);
    },
    delete: (name) => void snapshots.delete(get(name).view.name),
  };
}

async function dumpOf(store: Driver): Promise<StateDump> {
  const names = await store.partitions();
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await store.dump(name)] as const)));
}

const count = (state: StateDump, { definition }: { readonly definition: { readonly name: string } }): number =>
  Object.values(state).reduce((sum, dump) => sum + Object.keys(dump[definition.name] ?? {}).length, 0);

/** @returns the partitions that have become others */
async function restore(store: Driver, state: StateDump): Promise<string[]> {
  const surplus = (await store.partitions()).filter((partition) => !Object.hasOwn(state, partition));
  for (const partition of surplus) await store.drop(partition);
  try {
    const changed: string[] = [];
    for (const [partition, dump] of Object.entries(state)) if (await restorePartition(store, partition, dump)) changed.push(partition);
    return [...surplus, ...changed];
  } catch (error) {
    if (!(error instanceof UniqueViolation)) throw error;
    // A key that is the same in all pools, such as a domain, has moved from one to another.
    await store.replace(state);
    return [...surplus, ...Object.keys(state)];
  }
}

/** In one commit that changes only what is different. */
const restorePartition = (store: Driver, partition: string, then: PartitionDump): Promise<boolean> =>
  retryStale(async () => {
    const now = await store.dump(partition);
    const tables = new Set([...Object.keys(now), ...Object.keys(then)]);
    const changes = [...tables].flatMap((table) => changesOf({ table, partition }, now[table] ?? {}, then[table] ?? {}));
    if (changes.length > 0) await store.commit(changes);
    return changes.length > 0;
  });

type Rows = PartitionDump[string];

function changesOf(place: Pick<Change, "table" | "partition">, now: Rows, then: Rows): Change[] {
  const changes: Change[] = [];
  const versionOf = (row: Stored | undefined): number => row?.[VERSION] ?? 0;
  for (const id in now) if (!Object.hasOwn(then, id)) changes.push({ ...place, id, expected: versionOf(now[id]) });
  for (const [id, value] of Object.entries(then)) {
    const row = now[id];
    if (row === value || (row && membersChanged(row, value).length === 0)) continue;
    changes.push({ ...place, id, expected: versionOf(row), value: { ...value } });
  }
  return changes;
}
