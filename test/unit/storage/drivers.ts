import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { createLog } from "#src/runtime/log.ts";
import type { Driver, ListQuery, Stored } from "#src/storage/driver.ts";
import { isMissing } from "#src/storage/failures.ts";
import { openLowdbDriver } from "#src/storage/lowdb/lowdb.ts";
import { createMemoryDriver } from "#src/storage/memory.ts";
import { type Person, TABLES } from "./tables.ts";

export const openFolder = (folder: string, fsync = false): Promise<Driver> =>
  openLowdbDriver({ folder, tables: TABLES, fsync, log: createLog("silent"), patienceMs: 0 });

/** An empty folder that goes away with the test. */
export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "rockpool-storage-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function openClosing(fsync: boolean): Promise<Driver> {
  const driver = await openFolder(await newFolder(), fsync);
  onTestFinished(() => driver.close());
  return driver;
}

/** Every driver, each opened empty. */
export const DRIVERS: readonly { readonly name: string; readonly open: () => Promise<Driver> }[] = [
  { name: "memory", open: async () => createMemoryDriver(TABLES) },
  { name: "lowdb", open: () => openClosing(false) },
  { name: "lowdb with fsync", open: () => openClosing(true) },
];

export const person = async (driver: Driver, partition: string, id: string): Promise<Person> =>
  (await driver.get({ table: "people", partition, id })) as Person;

/** All rows of a query, read in pages of `limit`. */
export async function readAll(driver: Driver, table: string, query: ListQuery): Promise<Stored[]> {
  const rows: Stored[] = [];
  let after: string | undefined;
  do {
    const page = await driver.list(table, { ...query, after });
    rows.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return rows;
}

export const ids = (rows: readonly Stored[]): string[] => rows.map((row) => (row as Person).id);

/**
 * What a process finds that starts after this one was killed just now. Reading all without giving way to the driver, and
 * again where a file came or went meanwhile, makes it the state of one moment.
 */
export async function copyOf(folder: string): Promise<string> {
  const copy = await newFolder();
  for (const [name, bytes] of filesAtOnce(folder)) await writeFile(`${copy}/${name}`, bytes);
  return copy;
}

function filesAtOnce(folder: string): [string, Buffer][] {
  for (;;) {
    const listed = namesIn(folder);
    const files = listed.flatMap((name) => fileIfThere(folder, name));
    if (files.length === listed.length && listed.join() === namesIn(folder).join()) return files;
  }
}

/** Sockets are of the living, and hold nothing. */
const namesIn = (folder: string): string[] => readdirSync(folder).filter((name) => !name.startsWith("lock"));

function fileIfThere(folder: string, name: string): [string, Buffer][] {
  try {
    return [[name, readFileSync(`${folder}/${name}`)]];
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
