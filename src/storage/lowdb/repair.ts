import { constants } from "node:fs";
import { copyFile, mkdir, readdir, rename, rm } from "node:fs/promises";
import { UnreadableData } from "../failures.ts";
import { migrate, type RawContent } from "../migrations.ts";
import type { Examined } from "./examine.ts";
import { syncFile } from "./journal.ts";
import { replay } from "./journal-text.ts";
import { readIfThere } from "./partition-file.ts";
import { readDatabase } from "./read-database.ts";
import { writeDatabase } from "./replacement.ts";

const APART = "damaged";

/** Undefined where there is nothing to set apart. */
export async function setApart(folder: string, damaged: readonly Examined[]): Promise<string | undefined> {
  if (damaged.length === 0) return undefined;
  const apart = `${folder}/${await freeName(folder)}`;
  await mkdir(apart, { mode: 0o700 });
  for (const { files } of damaged)
    for (const file of files) await copyFile(`${folder}/${file}`, `${apart}/${file}`, constants.COPYFILE_EXCL);
  for (const { partition, files, content } of damaged) await putInPlace(folder, { partition, files, content });
  return apart;
}

async function freeName(folder: string): Promise<string> {
  const names = new Set(await readdir(folder));
  let [name, number] = [APART, 1];
  while (names.has(name)) name = `${APART}-${++number}`;
  return name;
}

/** Throws UnreadableData where an edited file is no database, or a journal is damaged, which nobody edits. */
export async function acceptEdited(folder: string, edited: readonly Examined[], format: number): Promise<readonly string[]> {
  const taken: string[] = [];
  for (const { partition, files, damage } of edited) {
    const database = `${partition}.json`;
    const other = damage.find(({ file }) => file !== database);
    if (other) throw new UnreadableData(`${folder}/${other.file}`, `${other.place}: ${other.reason}`);
    await putInPlace(folder, { partition, files, content: trusted(folder, files, format) });
    taken.push(database);
  }
  return taken;
}

function trusted(folder: string, [database, ...journals]: readonly string[], format: number): RawContent {
  const path = `${folder}/${database}`;
  try {
    const read = readDatabase(readIfThere(path)!, { trusting: true });
    for (const journal of journals) replay(readIfThere(`${folder}/${journal}`)!, read.content);
    return migrate(read.content, read.format ?? format);
  } catch (error) {
    throw new UnreadableData(path, (error as Error).message);
  }
}

/** A kill in between leaves the journals beside a file that has them, which replaying them once more does not change. */
async function putInPlace(folder: string, { partition, files, content }: Pick<Examined, "partition" | "files" | "content">): Promise<void> {
  const database = `${folder}/${partition}.json`;
  await rm(`${database}.tmp`, { force: true });
  await writeDatabase(`${database}.tmp`, content);
  await rename(`${database}.tmp`, database);
  await syncFile(folder, "r");
  for (const file of files) if (file !== `${partition}.json`) await rm(`${folder}/${file}`);
}
