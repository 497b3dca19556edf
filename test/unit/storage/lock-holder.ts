import { createLog } from "#src/runtime/log.ts";
import { openLowdbDriver } from "#src/storage/lowdb/lowdb.ts";
import { TABLES } from "./tables.ts";

/** Opens a folder, says so and keeps it until it is killed; says why where it cannot. */
const folder = process.argv[2]!;
try {
  await openLowdbDriver({ folder, tables: TABLES, fsync: false, log: createLog("silent") });
  process.stdout.write("held\n");
  setInterval(() => undefined, 60_000);
} catch (error) {
  process.stdout.write(`${(error as Error).message}\n`);
}
