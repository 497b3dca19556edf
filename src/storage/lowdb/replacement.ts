import { existsSync, readdirSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { mkdir, open, rm } from "node:fs/promises";
import type { PartitionDump, StateDump } from "../driver.ts";
import { StorageFailed } from "../failures.ts";
import type { RawContent } from "../migrations.ts";
import { rowsText } from "./database-text.ts";
import { partitionsOf } from "./folder.ts";
import { syncFile } from "./journal.ts";

/**
 * A new state takes the place of the old one in steps of which each is one renaming of a folder, so that a kill at any
 * moment leaves the old one or the new one: it is written to `import.part` (which counts for nothing); as `import` it counts,
 * and the old files do not any more; as `import.moving`, once they are gone, its files move in.
 */
const PART = "import.part";
const WHOLE = "import";
const MOVING = "import.moving";

const PIECE = 256 * 1024;

/** Writes the new state where it counts for nothing. Throws StorageFailed. */
export async function stage(folder: string, state: StateDump): Promise<void> {
  const part = `${folder}/${PART}`;
  try {
    await rm(part, { recursive: true, force: true });
    await mkdir(part, { mode: 0o700 });
    for (const [partition, dump] of Object.entries(state)) await writeDump(`${part}/${partition}.json`, dump);
    await syncFile(part, "r");
  } catch (error) {
    await rm(part, { recursive: true, force: true }).catch(() => undefined);
    throw new StorageFailed(part, error);
  }
}

async function writeDump(path: string, dump: PartitionDump): Promise<void> {
  const rows = new Map(Object.entries(dump).map(([table, records]) => [table, new Map(Object.entries(records))]));
  await writeDatabase(path, rows);
}

/** Writes a database file that was not there, durably. */
export async function writeDatabase(path: string, rows: RawContent): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    let text = "";
    for (const piece of rowsText(rows)) {
      text += piece;
      if (text.length < PIECE) continue;
      await file.appendFile(text);
      text = "";
    }
    await file.appendFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** From here on what was staged counts. Throws StorageFailed, and it does not then. */
export function takePlace(folder: string): void {
  try {
    renameSync(`${folder}/${PART}`, `${folder}/${WHOLE}`);
  } catch (error) {
    throw new StorageFailed(`${folder}/${WHOLE}`, error);
  }
}

/** Does what is left to do, be it after a kill. */
export function finishReplacement(folder: string): void {
  const [whole, moving] = [`${folder}/${WHOLE}`, `${folder}/${MOVING}`];
  if (existsSync(whole)) {
    for (const name of filesOfPartitions(folder)) rmSync(`${folder}/${name}`, { force: true });
    renameSync(whole, moving);
  }
  if (existsSync(moving)) {
    for (const name of readdirSync(moving)) renameSync(`${moving}/${name}`, `${folder}/${name}`);
    rmdirSync(moving);
  }
  rmSync(`${folder}/${PART}`, { recursive: true, force: true });
}

function filesOfPartitions(folder: string): string[] {
  return readdirSync(folder).filter((name) => partitionsOf([name]).size > 0);
}
