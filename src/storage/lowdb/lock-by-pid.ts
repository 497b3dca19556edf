import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { link, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import { DataFolderInUse, isMissing } from "../failures.ts";

const ATTEMPTS = 5;

/** Folders that this very process holds: its own pid in a lock file tells nothing, a restarted container has the same one. */
const heldHere = new Set<string>();

/**
 * Takes the folder for this process: `<folder>/lock` holds the pid and, where the system tells, when that process started.
 * Resolves to what gives it back. Throws DataFolderInUse.
 */
export async function lockByPid(folder: string): Promise<() => Promise<void>> {
  const key = await realpath(folder);
  const lock = `${folder}/lock`;
  if (heldHere.has(key)) throw new DataFolderInUse(folder, `process ${process.pid}`, lock);
  heldHere.add(key);
  try {
    await take(folder, lock);
  } catch (error) {
    heldHere.delete(key);
    throw error;
  }
  return async () => {
    await rm(lock, { force: true });
    heldHere.delete(key);
  };
}

async function take(folder: string, lock: string): Promise<void> {
  const mine = `${folder}/new-lock.${process.pid}.${randomBytes(4).toString("hex")}`;
  await writeFile(mine, `${process.pid} ${startOf(process.pid) ?? ""}\n`, { mode: 0o600, flag: "wx" });
  try {
    // A link appears with its content and fails where the name is taken, so no one ever sees half a lock.
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (await linked(mine, lock)) return;
      await removeStale(folder, lock);
    }
    throw new DataFolderInUse(folder, `process ${pidIn(await read(lock))}`, lock);
  } finally {
    await rm(mine, { force: true });
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Moves a lock away whose process is gone. Another may do the same just now: what was moved is looked at again. */
async function removeStale(folder: string, lock: string): Promise<void> {
  const seen = await read(lock);
  if (isAlive(seen)) throw new DataFolderInUse(folder, `process ${pidIn(seen)}`, lock);
  const aside = `${folder}/stale-lock.${process.pid}`;
  try {
    await rename(lock, aside);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  if ((await read(aside)) !== seen) await linked(aside, lock);
  await rm(aside, { force: true });
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return "";
    throw error;
  }
}

const pidIn = (text: string): number => Number.parseInt(text, 10);

function isAlive(text: string): boolean {
  const pid = pidIn(text);
  if (!(pid > 0) || pid === process.pid || !isRunning(pid)) return false;
  const started = text.trim().split(" ")[1];
  return started === undefined || startOf(pid) === undefined || started === startOf(pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** On Linux, when a process started, in clock ticks since boot: tells a process from a later one with the same pid. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // proc(5): the 22nd field; the second, the command's name, is in parentheses and may hold spaces.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}
