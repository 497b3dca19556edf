import type { Table } from "../records/table.ts";
import { type Driver, GLOBAL, type PartitionDump } from "../storage/driver.ts";
import { FORMAT, isKnownFormat, unknownFormat } from "../storage/migrations.ts";
import { badRequest, unknownPool } from "./problem.ts";

export const STATE_FORMAT = "rockpool-state";

/** The whole state of a server as one JSON document, secrets and signing keys included. */
export interface StateDocument {
  readonly format: typeof STATE_FORMAT;
  /** The number of the format of its rows, as data folders have it. */
  readonly version: number;
  readonly exportedAt?: string;
  /** User pool id (or _global) -> table -> row id -> row. */
  readonly partitions: Readonly<Record<string, PartitionDump>>;
}

export interface StateServices {
  readonly store: Driver;
  /** An empty store that keeps nothing, to try things out on. */
  readonly scratch: () => Driver;
  readonly tables: readonly Pick<Table<never, string>, "definition" | "put">[];
  readonly tokens: { forget(poolId: string): void };
}

export async function exportState(store: Driver, now: number): Promise<StateDocument> {
  const names = await store.partitions();
  const partitions = await Promise.all(names.map(async (name) => [name, await store.dump(name)] as const));
  return { format: STATE_FORMAT, version: FORMAT, exportedAt: new Date(now).toISOString(), partitions: Object.fromEntries(partitions) };
}

/** About this much of a state document is made at once, so that others are served in between. */
const SLICE = 64 * 1024;

/** The document as JSON text, in slices. */
export async function* stateText({ partitions, ...head }: StateDocument): AsyncGenerator<string> {
  let text = `${JSON.stringify(head).slice(0, -1)},"partitions":`;
  for (const piece of objectText(partitions, (dump) => objectText(dump, (rows) => objectText(rows, (row) => [JSON.stringify(row)])))) {
    text += piece;
    if (text.length < SLICE) continue;
    yield text;
    text = "";
    await new Promise((resolve) => setImmediate(resolve));
  }
  yield `${text}}`;
}

function* objectText<T>(object: Readonly<Record<string, T>>, valueText: (value: T) => Iterable<string>): Generator<string> {
  let before = "{";
  for (const [key, value] of Object.entries(object)) {
    yield `${before}${JSON.stringify(key)}:`;
    yield* valueText(value);
    before = ",";
  }
  yield before === "{" ? "{}" : "}";
}

/** Replaces the whole state. The document is of the right shape; a mistake in its rows changes nothing. @throws Problem 400 */
export async function importState(services: StateServices, { version, partitions }: StateDocument): Promise<void> {
  if (!isKnownFormat(version)) throw badRequest(`version is ${version}: ${unknownFormat(version)}.`);
  checkRows(services, partitions);
  await tryOut(services, partitions);
  await replace(services, partitions);
}

/** Drops all state, or one pool with all that is in it. @throws Problem 404 */
export async function reset(services: StateServices, poolId?: string): Promise<void> {
  if (poolId === undefined) return replace(services, {});
  const { store, tokens } = services;
  if (poolId === GLOBAL || !(await store.partitions()).includes(poolId)) throw unknownPool(poolId);
  await store.drop(poolId);
  tokens.forget(poolId);
}

async function replace({ store, tokens }: StateServices, partitions: StateDocument["partitions"]): Promise<void> {
  const before = await store.partitions();
  await store.replace(partitions);
  for (const partition of [...before, ...Object.keys(partitions)]) tokens.forget(partition);
}

function checkRows({ tables }: StateServices, partitions: StateDocument["partitions"]): void {
  const byName = new Map(tables.map((table) => [table.definition.name, table]));
  for (const [partition, dump] of Object.entries(partitions)) {
    if (!/^[\w-]+$/.test(partition)) throw badRequest(`partitions: "${partition}" is no user pool id.`);
    for (const [name, rows] of Object.entries(dump)) {
      const table = byName.get(name);
      if (!table) throw badRequest(`partitions.${partition}.${name}: this version of rockpool keeps nothing of that name.`);
      const stray = Object.entries(rows).find(([id, row]) => !belongs(table, row, { partition, id }));
      if (stray) throw badRequest(`partitions.${partition}.${name}["${stray[0]}"]: the row does not belong there.`);
    }
  }
}

function belongs(table: StateServices["tables"][number], row: object, place: { partition: string; id: string }): boolean {
  try {
    const key = table.put(row as never);
    const isIndexable = table.definition.indexes.every(({ keys }) => keys(row as never).every((indexKey) => typeof indexKey === "string"));
    return isIndexable && key.partition === place.partition && key.id === place.id;
  } catch {
    return false;
  }
}

/** Unique keys and whatever else only a store can see. */
async function tryOut({ scratch }: StateServices, partitions: StateDocument["partitions"]): Promise<void> {
  const trial = scratch();
  for (const [partition, dump] of Object.entries(partitions)) {
    await trial.load(partition, dump).catch((error: Error) => {
      throw badRequest(`partitions.${partition}: ${error.message}.`);
    });
  }
  await trial.close();
}
