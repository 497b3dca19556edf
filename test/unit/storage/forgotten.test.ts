import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { TABLE_DEFINITIONS } from "#src/records/tables.ts";
import { createLog } from "#src/runtime/log.ts";
import type { Driver } from "#src/storage/driver.ts";
import { openLowdbDriver } from "#src/storage/lowdb/lowdb.ts";
import { createMemoryDriver } from "#src/storage/memory.ts";
import { newFolder } from "./drivers.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const heap = (): number => {
  collectGarbage();
  return process.memoryUsage().heapUsed;
};

const [FEW, MANY] = [200, 2000];
/** Of each partition; its shelves and indexes take fifty times as much. */
const LARGEST_REST = 1024;

/** Makes partitions with a row, looks into them, and drops them. */
async function comeAndGo(driver: Driver, name: string, times: number): Promise<void> {
  for (let count = 0; count < times; count++) {
    const partition = `${name}${count}`;
    const row = { poolId: partition, id: partition, name: "shop" };
    await driver.load(partition, { pools: { [partition]: row } });
    await driver.list("pools", { partition, limit: 5 });
    await driver.list("users", { partition, limit: 5 });
    await driver.drop(partition);
  }
}

test.each([
  ["memory", async () => createMemoryDriver(TABLE_DEFINITIONS)],
  ["lowdb", async () => openLowdbDriver({ folder: await newFolder(), tables: TABLE_DEFINITIONS, fsync: false, log: createLog("silent") })],
])("%s keeps nothing of partitions that were dropped", async (_name, open) => {
  const driver = await open();
  await comeAndGo(driver, "few", FEW);
  const before = heap();
  await comeAndGo(driver, "many", MANY);
  expect((heap() - before) / MANY).toBeLessThan(LARGEST_REST);
  expect(await driver.partitions()).toEqual([]);
  await driver.close();
});
