import type { Driver, TableDefinition } from "./driver.ts";
import { Engine } from "./engine/memory-engine.ts";

/** Keeps everything in memory and writes nothing. A committed value is frozen and handed out as it is, never copied. */
export function createMemoryDriver(tables: readonly TableDefinition[]): Driver {
  let engine = new Engine(tables);
  return {
    get: async (key) => engine.get(key),
    find: async (table, key) => engine.find(table, key),
    list: (table, query) => engine.list(table, query),
    count: async (table, partition) => engine.count(table, partition),
    commit: async (changes) => {
      if (changes.length > 0) engine.commit(changes);
    },
    drop: async (partition, checks = []) => {
      engine.refuseStaleChecks(checks);
      engine.clear(partition);
      engine.release(partition);
    },
    partitions: async () => engine.partitions(),
    dump: async (partition) => engine.dump(partition),
    load: async (partition, dump) => engine.load(partition, dump),
    replace: async (state) => {
      engine = Engine.of(tables, state);
    },
    whyReadOnly: () => undefined,
    close: async () => undefined,
  };
}
