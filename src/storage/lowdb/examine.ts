import { readdir } from "node:fs/promises";
import type { Log } from "../../runtime/log.ts";
import { UnreadableData } from "../failures.ts";
import { migrate, type RawContent } from "../migrations.ts";
import { formatOf, journalsSetAside, partitionsOf } from "./folder.ts";
import { replay } from "./journal-text.ts";
import { lockFolder } from "./lock.ts";
import { readIfThere } from "./partition-file.ts";
import { type Damage, readDatabase, salvageDatabase } from "./read-database.ts";
import { acceptEdited, setApart } from "./repair.ts";
import { finishReplacement } from "./replacement.ts";

/** What is not as it was written, in a file of a data folder. */
export interface FileDamage extends Damage {
  readonly file: string;
}

/** A partition as far as it can be read. */
export interface Examined {
  readonly partition: string;
  /** Its files, in the order in which they are read. */
  readonly files: readonly string[];
  readonly damage: readonly FileDamage[];
  /** Every record that is whole, in the latest state that is. */
  readonly content: RawContent;
}

/** Finds what is damaged in a data folder that no server has open. Throws DataFolderInUse, or UnreadableData for a newer format. */
export const examineFolder = (folder: string, log: Log): Promise<readonly FileDamage[]> =>
  holding(folder, log, async () => (await examine(folder)).flatMap(({ damage }) => damage));

/** Writes what is whole anew, and keeps the damaged files in a folder beside it. Gives that folder's path, or undefined where nothing is damaged. */
export const repairFolder = (folder: string, log: Log): Promise<string | undefined> =>
  holding(folder, log, async () =>
    setApart(
      folder,
      (await examine(folder)).filter(({ damage }) => damage.length > 0),
    ),
  );

/** Takes database files as they are, after somebody has edited them on purpose: gives the records new checksums. Gives the names of those files. */
export const acceptEdits = (folder: string, log: Log): Promise<readonly string[]> =>
  holding(folder, log, async () => {
    const edited = (await examine(folder)).filter(({ damage }) => damage.length > 0);
    return acceptEdited(folder, edited, await formatOf(folder));
  });

async function holding<T>(folder: string, log: Log, work: () => Promise<T>): Promise<T> {
  const unlock = await lockFolder(folder, { log });
  try {
    // A start would do so, too: what it left behind counts, or does not.
    finishReplacement(folder);
    return await work();
  } finally {
    await unlock();
  }
}

async function examine(folder: string): Promise<Examined[]> {
  const format = await formatOf(folder);
  const names = await readdir(folder);
  return [...partitionsOf(names)].sort().map((partition) => {
    const journals = [...journalsSetAside(names, partition).map((number) => `${partition}.journal.${number}`), `${partition}.journal`];
    return examinePartition(folder, { partition, journals: journals.filter((name) => names.includes(name)), format });
  });
}

function examinePartition(
  folder: string,
  { partition, journals, format }: { partition: string; journals: readonly string[]; format: number },
): Examined {
  const database = `${partition}.json`;
  const bytes = readIfThere(`${folder}/${database}`);
  const read = bytes ? readOrSalvage(bytes) : { content: new Map() as RawContent, damage: [] };
  const damage: FileDamage[] = read.damage.map((each) => ({ file: database, ...each }));
  for (const file of journals) damage.push(...replay(readIfThere(`${folder}/${file}`)!, read.content).map((each) => ({ file, ...each })));
  const files = bytes ? [database, ...journals] : journals;
  return { partition, files, damage, content: migrate(read.content, read.format ?? format) };
}

function readOrSalvage(bytes: Buffer): { content: RawContent; damage: readonly Damage[]; format?: number } {
  try {
    return readDatabase(bytes);
  } catch (error) {
    if (error instanceof UnreadableData) throw error;
    const { content, damage } = salvageDatabase(bytes);
    return { content, damage: [{ place: "as a whole", reason: (error as Error).message }, ...damage] };
  }
}
