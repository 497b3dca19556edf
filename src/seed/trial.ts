import type { Change, Driver } from "../storage/driver.ts";
import { VERSION } from "../storage/driver.ts";

/** A store to try writes out on, which remembers what was written. */
export interface Trial {
  readonly store: Driver;
  /** Makes the same writes in another store, each partition's at once. @returns the partitions that were written */
  carryOver(target: Driver): Promise<readonly string[]>;
}

export function createTrial(scratch: Driver): Trial {
  const written = new Map<string, Map<string, Change>>();
  const remember = (change: Change): void => {
    const rows = written.get(change.partition) ?? new Map<string, Change>();
    written.set(change.partition, rows.set(`${change.table}\0${change.id}`, change));
  };
  const store: Driver = {
    ...scratch,
    commit: async (changes) => {
      await scratch.commit(changes);
      changes.forEach(remember);
    },
  };
  return {
    store,
    carryOver: async (target) => {
      for (const rows of written.values())
        await target.commit(await Promise.all([...rows.values()].map((change) => asNow(target, change))));
      return [...written.keys()];
    },
  };
}

/** Versions of the trial are its own; the last word on each row is written over what the target has. */
async function asNow(target: Driver, { table, partition, id, value }: Change): Promise<Change> {
  const present = await target.get({ table, partition, id });
  return { table, partition, id, expected: present?.[VERSION] ?? 0, ...(value && { value: { ...value } }) };
}
