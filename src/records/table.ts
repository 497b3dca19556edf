import type { Change, Driver, IndexDefinition, ListQuery, Page, Stored, TableDefinition } from "../storage/driver.ts";
import { VERSION } from "../storage/driver.ts";

/** How a kind of record is kept: its table, its key and its indexes. */
export interface TableOptions<T, Index extends string> {
  readonly name: string;
  readonly partition: (value: T) => string;
  readonly id: (value: T) => string;
  /** Nothing else can be stored in the partition that has the row's id as its name unless the row is there. */
  readonly carries?: boolean;
  readonly indexes: Readonly<Record<Index, { unique?: boolean; scope?: "partition" | "all"; keys: (value: T) => readonly string[] }>>;
}

/** Typed access to one table. A record that was read keeps its version through `{...record, changed}`. */
export interface Table<T, Index extends string> {
  readonly definition: TableDefinition;
  find(store: Driver, partition: string, id: string): Promise<(T & Stored) | undefined>;
  findBy(store: Driver, index: Index, key: string, partition?: string): Promise<(T & Stored) | undefined>;
  list(store: Driver, query: ListQuery & { index?: Index }): Promise<Page<T & Stored>>;
  /** Every row of the query, read page by page. */
  all(store: Driver, query?: Omit<ListQuery, "limit" | "after"> & { index?: Index }): AsyncIterable<T & Stored>;
  count(store: Driver, partition?: string): Promise<number>;
  put(value: T & Stored): Change;
  remove(value: T & Stored): Change;
  /** Makes a commit depend on the record being as it was read. */
  check(value: T & Stored): Change;
}

export function defineTable<T extends object, Index extends string = never>(options: TableOptions<T, Index>): Table<T, Index> {
  const { name } = options;
  const indexes = Object.entries<TableOptions<T, Index>["indexes"][Index]>(options.indexes).map(
    ([index, { unique = false, scope = "partition", keys }]): IndexDefinition => ({ name: index, unique, scope, keys: keys }),
  );
  const key = (value: T & Stored) => ({
    table: name,
    partition: options.partition(value),
    id: options.id(value),
    expected: value[VERSION] ?? 0,
  });
  const list = async (store: Driver, query: ListQuery) => (await store.list(name, query)) as Page<T & Stored>;
  return {
    definition: { name, indexes, carries: options.carries },
    find: async (store, partition, id) => (await store.get({ table: name, partition, id })) as (T & Stored) | undefined,
    findBy: async (store, index, indexKey, partition) =>
      (await store.find(name, { index, key: indexKey, partition })) as (T & Stored) | undefined,
    list,
    async *all(store, query = {}) {
      let after: string | undefined;
      do {
        const page = await list(store, { ...query, after, limit: 200 });
        yield* page.items;
        after = page.next;
      } while (after !== undefined);
    },
    count: (store, partition) => store.count(name, partition),
    put: (value) => ({ ...key(value), value }),
    remove: (value) => key(value),
    check: (value) => ({ ...key(value), check: true }),
  };
}
