/**
 * What every storage driver offers, and all that the rest of the program knows of storage.
 *
 * A row belongs to a table and to a partition. A partition is a user pool's id, or GLOBAL for what is in no pool.
 * Everything is asynchronous, so that a driver may be a remote database.
 */
export const GLOBAL = "_global";

/** The version that a stored value had when it was read. A new value has none. Spreading a record keeps it. */
export const VERSION: unique symbol = Symbol("version");

export interface Stored {
  readonly [VERSION]?: number;
}

/** A way to look rows up by something other than their id. `keys` may give none, one or several keys. */
export interface IndexDefinition {
  readonly name: string;
  /** unique: no two rows of the scope share a key. */
  readonly unique: boolean;
  /** "partition": keys are looked up inside one partition; "all": across all of them. */
  readonly scope: "partition" | "all";
  readonly keys: (value: never) => readonly string[];
}

export interface TableDefinition {
  readonly name: string;
  readonly indexes: readonly IndexDefinition[];
  /** The row whose id is its partition's name carries the partition: without it nothing can be committed there. */
  readonly carries?: boolean;
}

export interface RowKey {
  readonly table: string;
  readonly partition: string;
  readonly id: string;
}

/** One write. `value` absent removes the row. `expected` is the version that was read, 0 for a row that must not exist yet. */
export interface Change extends RowKey {
  readonly expected: number;
  readonly value?: object;
  /** Writes nothing: the row has to be at `expected` still, or the commit is refused. */
  readonly check?: true;
}

export interface IndexKey {
  readonly index: string;
  readonly key: string;
  /** Needed where the index has the scope "partition". */
  readonly partition?: string;
}

export interface ListQuery {
  /** Absent: rows of all partitions. */
  readonly partition?: string;
  /** Order by this index and then by id; absent: by partition and id. */
  readonly index?: string;
  /** Only with `index`: keys equal to this, or beginning with it. */
  readonly equals?: string;
  readonly prefix?: string;
  readonly reverse?: boolean;
  /** Position after which to go on: `next` of the page before. Rows added or removed meanwhile do not move it. */
  readonly after?: string;
  readonly limit: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly next?: string;
}

export interface Driver {
  get(key: RowKey): Promise<Stored | undefined>;
  /** The row that has this key in a unique index. */
  find(table: string, key: IndexKey): Promise<Stored | undefined>;
  list(table: string, query: ListQuery): Promise<Page<Stored>>;
  count(table: string, partition?: string): Promise<number>;
  /**
   * All changes or none, durable as configured when it resolves. All belong to one partition.
   * Rejects with StaleWrite where a version is not the expected one, UniqueViolation where a unique key is taken,
   * PartitionGone where nothing carries the partition (any more).
   */
  commit(changes: readonly Change[]): Promise<void>;
  /** Removes everything in a partition. Rejects with StaleWrite where a check fails. */
  drop(partition: string, checks?: readonly Change[]): Promise<void>;
  partitions(): Promise<readonly string[]>;
  /** The whole state as plain data (table -> rows), and back: `load` replaces one partition's content. */
  dump(partition: string): Promise<PartitionDump>;
  load(partition: string, dump: PartitionDump): Promise<void>;
  /** Replaces everything at once: whatever happens, all that was there is there afterwards, or all of this. */
  replace(state: StateDump): Promise<void>;
  /** Why nothing can be written just now; undefined where it can. */
  whyReadOnly(): string | undefined;
  close(): Promise<void>;
}

/** table name -> id -> value. Versions start anew when it is loaded. */
export type PartitionDump = Readonly<Record<string, Readonly<Record<string, object>>>>;

/** partition -> its content. */
export type StateDump = Readonly<Record<string, PartitionDump>>;

export class StaleWrite extends Error {
  constructor(readonly key: RowKey) {
    super(`stale write to ${key.table}`);
  }
}

/** The row that carries a partition, such as a user pool, was removed with all that was in there, or never was. */
export class PartitionGone extends Error {
  constructor(readonly partition: string) {
    super(`the partition ${partition} is gone`);
  }
}

export class UniqueViolation extends Error {
  constructor(
    readonly table: string,
    readonly index: string,
  ) {
    super(`unique index ${table}.${index} violated`);
  }
}
