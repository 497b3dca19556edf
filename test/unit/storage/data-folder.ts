import { readdir, readFile, writeFile } from "node:fs/promises";
import { onTestFinished } from "vitest";
import type { Driver } from "#src/storage/driver.ts";
import { newFolder, openFolder, readAll } from "./drivers.ts";
import type { Person } from "./tables.ts";

export const names = async (driver: Driver, partition = "p"): Promise<string[]> => {
  const rows = await readAll(driver, "people", { partition, index: "name", limit: 100 });
  return rows.map((row) => (row as Person).name);
};

export const line = (...entries: unknown[]): string => `${JSON.stringify(entries)}\n`;
export const putLine = (id: string, name: string): string => line(["put", "people", id, { id, name }]);
export const database = (...rows: readonly (readonly [string, string])[]): string =>
  JSON.stringify({ people: Object.fromEntries(rows.map(([id, name]) => [id, { id, name }])) });

export async function open(folder: string, fsync = false): Promise<Driver> {
  const driver = await openFolder(folder, fsync);
  onTestFinished(() => driver.close());
  return driver;
}

export async function folderWith(files: Record<string, string | Buffer>): Promise<string> {
  const folder = await newFolder();
  for (const [name, content] of Object.entries(files)) await writeFile(`${folder}/${name}`, content);
  return folder;
}

/** Names of the files in a data folder that hold data. */
export const dataFiles = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => name !== "format" && name !== ".gitignore" && !name.startsWith("lock")).sort();

export async function contents(folder: string): Promise<Record<string, string>> {
  const files = await dataFiles(folder);
  return Object.fromEntries(await Promise.all(files.map(async (name) => [name, await readFile(`${folder}/${name}`, "utf8")] as const)));
}
