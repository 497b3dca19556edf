import { createLog } from "#src/runtime/log.ts";
import { type Driver, type Stored, VERSION } from "#src/storage/driver.ts";
import { openLowdbDriver } from "#src/storage/lowdb/lowdb.ts";
import { PAIRED } from "./paired-rows.ts";

/**
 * Writes until it is killed: each of its writers counts up in two rows at once and, when that is acknowledged, says so in a
 * line `<writer> <count>` on standard output, which for a pipe is written before the call returns.
 */
const WRITERS = 12;
/** Large rows, so that the journal is folded every few hundred commits and some rounds end in the middle of that. */
const padding = "x".repeat(10_000);

type Counter = Stored & { readonly count: number };

async function count(driver: Driver, writer: string): Promise<void> {
  for (;;) {
    const found = await Promise.all(["left", "right"].map((table) => driver.get({ table, partition: "pool", id: writer })));
    const next = ((found[0] as Counter | undefined)?.count ?? 0) + 1;
    const value = { count: next, padding };
    await driver.commit(
      ["left", "right"].map((table, at) => ({
        table,
        partition: "pool",
        id: writer,
        expected: found[at]?.[VERSION] ?? 0,
        value: { ...value },
      })),
    );
    process.stdout.write(`${writer} ${next}\n`);
  }
}

const driver = await openLowdbDriver({ folder: process.argv[2]!, tables: PAIRED, fsync: false, log: createLog("error") });
await Promise.all(Array.from({ length: WRITERS }, (_, writer) => count(driver, String(writer))));
