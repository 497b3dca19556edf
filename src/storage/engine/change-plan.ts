import { type Change, type IndexDefinition, StaleWrite, type Stored, type TableDefinition, UniqueViolation, VERSION } from "../driver.ts";
import type { Position } from "../position.ts";
import { keysOf, type OrderedView, type Row } from "./ordered-view.ts";
import type { Lookups, Shelf } from "./shelf.ts";

/** Where a row of a table is entered: its own partition's shelf, and the indexes across all partitions. */
export interface Places {
  readonly shelf: Shelf;
  readonly everywhere: Lookups;
}

interface UniqueMove {
  readonly index: string;
  readonly keys: Map<string, Row>;
  readonly freed: readonly string[];
  readonly claimed: readonly string[];
}

interface ViewMove {
  readonly view: OrderedView;
  readonly left: readonly Position[];
  readonly entered: readonly Position[];
}

/** One change, worked out in full, so that nothing can fail any more when it is applied. */
export interface Step {
  readonly change: Change;
  readonly shelf: Shelf;
  readonly row: Row | undefined;
  readonly unique: readonly UniqueMove[];
  readonly views: readonly ViewMove[];
}

const NOTHING: readonly never[] = [];

export function planStep(change: Change, { indexes }: TableDefinition, { shelf, everywhere }: Places): Step {
  const row = shelf.rows.get(change.id);
  const unique = indexes.flatMap((index) => planUnique(index, change, row, index.scope === "all" ? everywhere : shelf));
  const views = [...shelf.liveViews(), ...everywhere.liveViews()].map((view) => planView(view, change, row));
  return { change, shelf, row, unique, views };
}

function planUnique(index: IndexDefinition, { value }: Change, row: Row | undefined, lookups: Lookups): UniqueMove[] {
  const keys = lookups.uniqueKeys(index.name);
  if (!keys) return [];
  const freed = row ? keysOf(index, row.value) : NOTHING;
  return [{ index: index.name, keys, freed, claimed: value ? keysOf(index, value) : NOTHING }];
}

function planView(view: OrderedView, { partition, id, value }: Change, row: Row | undefined): ViewMove {
  const left = row ? view.positions(partition, id, row.value) : NOTHING;
  const entered = value ? view.positions(partition, id, value) : NOTHING;
  return same(left, entered) ? { view, left: NOTHING, entered: NOTHING } : { view, left, entered };
}

const same = (a: readonly Position[], b: readonly Position[]): boolean =>
  a.length === b.length && a.every((position, at) => position[0] === b[at]![0]);

export function refuseStale(steps: readonly Step[]): void {
  for (const { change, row } of steps) {
    if ((row?.value[VERSION] ?? 0) !== change.expected)
      throw new StaleWrite({ table: change.table, partition: change.partition, id: change.id });
  }
}

/**
 * Throws UniqueViolation where a key is claimed twice, or has an owner that stays. A row that is itself changed (one of
 * `leaving`) does not count as one that stays: either it gives the key up, or it is among those that claim it.
 */
export function refuseTakenKeys(steps: readonly Step[], leaving: ReadonlySet<Row | undefined>): void {
  const claims = new Map<Map<string, Row>, Set<string>>();
  for (const { change, unique } of steps) {
    for (const { index, keys, claimed } of unique) {
      const claimedHere = claims.get(keys) ?? new Set();
      claims.set(keys, claimedHere);
      const isFree = (key: string) => !claimedHere.has(key) && (!keys.has(key) || leaving.has(keys.get(key)));
      if (!claimed.every(isFree)) throw new UniqueViolation(change.table, index);
      for (const key of claimed) claimedHere.add(key);
    }
  }
}

/** In two rounds over all steps, so that a key that one row gives up is free when another takes it. */
export const applyStep = {
  leave({ change, shelf, row, unique, views }: Step): void {
    for (const { keys, freed } of unique) for (const key of freed) keys.delete(key);
    for (const { view, left } of views) for (const position of left) view.leave(position);
    if (row && !change.value) shelf.rows.delete(row.id);
  },

  enter({ change, shelf, row, unique, views }: Step): void {
    if (!change.value) return;
    const value = stamp(change.value, change.expected + 1);
    const entered: Row = row ?? { partition: change.partition, id: change.id, value };
    entered.value = value;
    if (!row) shelf.rows.set(entered.id, entered);
    for (const { keys, claimed } of unique) for (const key of claimed) keys.set(key, entered);
    for (const { view, entered: positions } of views) for (const position of positions) view.enter(position, entered);
  },
};

/** Enters a row that was kept before. Throws where another has one of its unique keys. */
export function restoreRow(row: Row, { name, indexes }: TableDefinition, { shelf, everywhere }: Places): void {
  shelf.rows.set(row.id, row);
  for (const index of indexes) {
    const owners = (index.scope === "all" ? everywhere : shelf).uniqueKeys(index.name);
    for (const key of owners ? keysOf(index, row.value) : NOTHING) {
      if (owners!.has(key)) throw new Error(`two rows of ${name} have the same ${index.name}`);
      owners!.set(key, row);
    }
  }
}

/** Gives a value its version and freezes it: records are shared with all who read them. */
export function stamp(value: object & Stored, version: number): Stored {
  const stored = Object.isExtensible(value) ? value : { ...value };
  (stored as { [VERSION]?: number })[VERSION] = version;
  return Object.freeze(stored);
}
