import {
  type Change,
  GLOBAL,
  type IndexDefinition,
  type IndexKey,
  type ListQuery,
  type Page,
  type PartitionDump,
  PartitionGone,
  type RowKey,
  StaleWrite,
  type StateDump,
  type Stored,
  type TableDefinition,
  VERSION,
} from "../driver.ts";
import { beginningWith, decodePosition, encodePosition, equalTo, type Span } from "../position.ts";
import { applyStep, planStep, refuseStale, refuseTakenKeys, restoreRow, type Step, stamp } from "./change-plan.ts";
import { keysOf, type OrderedView, type Row } from "./ordered-view.ts";
import { emptyContent, isEmpty, Lookups, type PartitionContent, rowsOf, type Shelf } from "./shelf.ts";

/** All rows in memory, with their indexes. What it does it does at once; only making an ordered view takes time. */
export class Engine {
  private readonly contents = new Map<string, PartitionContent>();
  private readonly everywhere: ReadonlyMap<string, Lookups>;
  private readonly definitions: ReadonlyMap<string, TableDefinition>;
  private readonly carrier: TableDefinition | undefined;

  /** With a state in it from the start. Throws UniqueViolation where its rows do not go together. */
  static of(tables: readonly TableDefinition[], state: StateDump): Engine {
    const engine = new Engine(tables);
    for (const [partition, dump] of Object.entries(state)) engine.load(partition, dump);
    return engine;
  }

  constructor(readonly tables: readonly TableDefinition[]) {
    this.definitions = new Map(tables.map((table) => [table.name, table]));
    this.carrier = tables.find(({ carries }) => carries);
    this.everywhere = new Map(tables.map((table) => [table.name, new Lookups(table, "all")]));
  }

  /** A partition's rows, to be read only. Made on first use; the same object from then on. */
  content(partition: string): PartitionContent {
    const known = this.contents.get(partition);
    if (known) return known;
    const made = emptyContent(this.tables);
    this.contents.set(partition, made);
    return made;
  }

  get({ table, partition, id }: RowKey): Stored | undefined {
    this.definition(table);
    return this.contents.get(partition)?.get(table)?.rows.get(id)?.value;
  }

  find(table: string, { index, key, partition }: IndexKey): Stored | undefined {
    const { unique, scope } = this.index(table, index);
    if (!unique) throw new Error(`index ${table}.${index} is not unique: list it instead`);
    if (scope === "all") return this.everywhere.get(table)?.uniqueKeys(index)?.get(key)?.value;
    if (partition === undefined) throw new Error(`index ${table}.${index} needs a partition`);
    return this.contents.get(partition)?.get(table)?.uniqueKeys(index)?.get(key)?.value;
  }

  async list(table: string, query: ListQuery): Promise<Page<Stored>> {
    if (!(query.limit >= 1)) throw new RangeError("a page has a limit of at least 1");
    const index = query.index === undefined ? undefined : this.index(table, query.index);
    const after = query.after === undefined ? undefined : decodePosition(query.after);
    if (query.partition !== undefined && !this.contents.has(query.partition)) return { items: [] };
    const view = this.view(this.definition(table), query.partition, index);
    await view.ready;
    const found = view.read({ ...spanOf(query), after, reverse: query.reverse, limit: query.limit + 1 });
    const items = found.slice(0, query.limit);
    const last = items.at(-1);
    return { items: items.map(([, row]) => row.value), next: last && found.length > items.length ? encodePosition(last[0]) : undefined };
  }

  count(table: string, partition?: string): number {
    this.definition(table);
    if (partition !== undefined) return this.contents.get(partition)?.get(table)?.rows.size ?? 0;
    let count = 0;
    for (const content of this.contents.values()) count += content.get(table)?.rows.size ?? 0;
    return count;
  }

  /** All changes or none. Throws StaleWrite, UniqueViolation or PartitionGone. */
  commit(changes: readonly Change[]): void {
    this.prepare(changes)();
  }

  /** Works a commit out, so that nothing can fail any more when what it gives is called. Throws as `commit` does. */
  prepare(changes: readonly Change[]): () => void {
    this.refuseUncarried(changes);
    this.refuseStaleChecks(changes.filter(({ check }) => check));
    const steps = this.plan(changes.filter(({ check }) => !check));
    refuseStale(steps);
    refuseTakenKeys(steps, new Set(steps.map((step) => step.row)));
    return () => {
      for (const step of steps) applyStep.leave(step);
      for (const step of steps) applyStep.enter(step);
    };
  }

  /** Throws StaleWrite where a row is not at the version that a check expects. */
  refuseStaleChecks(checks: readonly Change[]): void {
    for (const { expected, table, partition, id } of checks) {
      if ((this.get({ table, partition, id })?.[VERSION] ?? 0) !== expected) throw new StaleWrite({ table, partition, id });
    }
  }

  /** Empties a partition. */
  clear(partition: string): void {
    const content = this.contents.get(partition);
    if (!content) return;
    for (const [table, shelf] of content) {
      const lookups = this.everywhere.get(table)!;
      for (const row of shelf.rows.values()) this.leaveEverywhere(lookups, this.definition(table), row);
      shelf.clear();
    }
  }

  /** Forgets a partition that is empty, so that nothing stays of it. False where it is not empty. */
  release(partition: string): boolean {
    const content = this.contents.get(partition);
    if (content && !isEmpty(content)) return false;
    this.contents.delete(partition);
    return true;
  }

  /** Enters rows into a partition that is empty so far, and in no ordered view. Throws where they are not what was kept. */
  restore(partition: string, rows: ReadonlyMap<string, ReadonlyMap<string, object>>): PartitionContent {
    const content = this.content(partition);
    for (const [table, values] of rows) {
      const shelf = content.get(table);
      if (!shelf) throw new Error(`this version knows no table ${table}`);
      const places = { shelf, everywhere: this.everywhere.get(table)! };
      for (const [id, value] of values) restoreRow({ partition, id, value: stamp(value, 1) }, this.definition(table), places);
    }
    return content;
  }

  /** Replaces a partition's content. Throws UniqueViolation, and has then changed nothing. */
  load(partition: string, dump: PartitionDump): void {
    this.prepareLoad(partition, dump)();
  }

  prepareLoad(partition: string, dump: PartitionDump): () => void {
    const changes = additions(partition, dump);
    refuseTakenKeys(this.plan(changes), new Set(rowsOf(this.content(partition))));
    return () => {
      this.clear(partition);
      for (const step of this.plan(changes)) applyStep.enter(step);
    };
  }

  dump(partition: string): PartitionDump {
    const tables = [...(this.contents.get(partition) ?? [])].filter(([, shelf]) => shelf.rows.size > 0);
    return Object.fromEntries(tables.map(([table, shelf]) => [table, valuesOf(shelf)]));
  }

  /** Those that have a row, in order. */
  partitions(): string[] {
    return [...this.contents]
      .filter(([, content]) => !isEmpty(content))
      .map(([partition]) => partition)
      .sort();
  }

  private refuseUncarried(changes: readonly Change[]): void {
    const { partition } = changes[0]!;
    if (partition === GLOBAL || !this.carrier) return;
    const isCarrier = ({ table, id }: RowKey) => table === this.carrier!.name && id === partition;
    if (this.get({ table: this.carrier.name, partition, id: partition }) || changes.some(isCarrier)) return;
    throw new PartitionGone(partition);
  }

  private plan(changes: readonly Change[]): Step[] {
    const seen = new Set<Row | string>();
    return changes.map((change) => {
      if (change.partition !== changes[0]!.partition) throw new Error("a commit changes one partition only");
      const name = `${change.table}\0${change.id}`;
      if (seen.has(name)) throw new Error(`a commit changes a row of ${change.table} twice`);
      seen.add(name);
      const definition = this.definition(change.table);
      return planStep(change, definition, { shelf: this.shelf(change), everywhere: this.everywhere.get(change.table)! });
    });
  }

  private shelf({ partition, table }: RowKey): Shelf {
    return this.content(partition).get(table)!;
  }

  private view(table: TableDefinition, partition: string | undefined, index: IndexDefinition | undefined): OrderedView {
    if (partition !== undefined) return this.shelf({ partition, table: table.name, id: "" }).inOrderOf(index);
    return this.everywhere.get(table.name)!.view(index, () => this.rowsEverywhere(table.name));
  }

  private *rowsEverywhere(table: string): Iterable<Row> {
    for (const content of this.contents.values()) yield* content.get(table)!.rows.values();
  }

  private leaveEverywhere(lookups: Lookups, { indexes }: TableDefinition, row: Row): void {
    for (const index of indexes) {
      const unique = lookups.uniqueKeys(index.name);
      if (unique) for (const key of keysOf(index, row.value)) unique.delete(key);
    }
    for (const view of lookups.liveViews()) for (const position of view.positions(row.partition, row.id, row.value)) view.leave(position);
  }

  private definition(table: string): TableDefinition {
    const definition = this.definitions.get(table);
    if (!definition) throw new Error(`unknown table ${table}`);
    return definition;
  }

  private index(table: string, name: string): IndexDefinition {
    const index = this.definition(table).indexes.find((candidate) => candidate.name === name);
    if (!index) throw new Error(`unknown index ${table}.${name}`);
    return index;
  }
}

/** The changes that put a dump into an empty partition. Copies each value: the dump's own objects may be in another store. */
function additions(partition: string, dump: PartitionDump): Change[] {
  return Object.entries(dump).flatMap(([table, rows]) =>
    Object.entries(rows).map(([id, value]): Change => ({ table, partition, id, expected: 0, value: { ...value } })),
  );
}

function valuesOf(shelf: Shelf): Record<string, object> {
  return Object.fromEntries([...shelf.rows].map(([id, row]) => [id, row.value]));
}

function spanOf({ index, equals, prefix }: ListQuery): Span {
  if (index === undefined && (equals ?? prefix) !== undefined) throw new Error("only an index can be searched by key");
  if (equals !== undefined) return equalTo(equals);
  return prefix === undefined ? {} : beginningWith(prefix);
}
