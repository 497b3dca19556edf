import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { codeOf, isMissing, UnreadableData } from "../failures.ts";
import { FORMAT, isKnownFormat, unknownFormat } from "../migrations.ts";

const FORMAT_FILE = "format";

/** Makes the data folder where it is missing. It holds keys and verifiers: a new one keeps itself out of repositories. */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if ((await readdir(folder)).length > 0) return;
    await writeFile(`${folder}/.gitignore`, "*\n", { flag: "wx" }).catch(unlessThere);
  } catch (error) {
    throw new UnreadableData(folder, `it is no folder and cannot be made one (${codeOf(error)})`);
  }
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}

/** The number of the format that the folder is in; 0 for one without a number. Throws UnreadableData for one that is not known. */
export async function formatOf(folder: string): Promise<number> {
  const path = `${folder}/${FORMAT_FILE}`;
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (isMissing(error)) return "0";
    throw new UnreadableData(path, codeOf(error));
  });
  const format = /^\d+\n?$/.test(text) ? Number(text) : undefined;
  if (!isKnownFormat(format)) throw new UnreadableData(path, unknownFormat(format));
  return format;
}

/** Says that the folder is in the format of this version. */
export const stampFormat = (folder: string): Promise<void> => writeFile(`${folder}/${FORMAT_FILE}`, `${FORMAT}\n`, { mode: 0o600 });

/** Names of the partitions that have files among these. */
export const partitionsOf = (names: readonly string[]): Set<string> =>
  new Set(names.flatMap((name) => /^([\w-]+)\.(?:json|journal(?:\.\d+)?)$/.exec(name)?.[1] ?? []));

/** Numbers of the journals that folds have set aside and not removed, ascending. */
export const journalsSetAside = (names: readonly string[], partition: string): number[] =>
  names
    .filter((name) => name.startsWith(`${partition}.journal.`) && /\.\d+$/.test(name))
    .map((name) => Number(name.slice(name.lastIndexOf(".") + 1)))
    .sort((a, b) => a - b);
