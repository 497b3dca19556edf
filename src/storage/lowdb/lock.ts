import { realpath } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "../../runtime/log.ts";
import { DataFolderInUse } from "../failures.ts";
import { lockByPid } from "./lock-by-pid.ts";
import { contend, NoSockets } from "./lock-by-socket.ts";

/** How long a start waits for a predecessor that is about to end. */
const PATIENCE_MS = 2000;

export interface LockOptions {
  readonly log: Log;
  readonly patienceMs?: number;
}

/** Takes the folder for this process. Resolves to what gives it back. Throws DataFolderInUse. */
export async function lockFolder(folder: string, { log, patienceMs = PATIENCE_MS }: LockOptions): Promise<() => Promise<void>> {
  const end = performance.now() + patienceMs;
  try {
    return await lockBySocket(folder, end);
  } catch (error) {
    if (!(error instanceof NoSockets)) throw error;
    log.warn(
      { folder, reason: error.message },
      "no socket can be made in the data folder: servers in other containers are not kept out of it",
    );
    return lockByPidInTime(folder, end);
  }
}

async function lockBySocket(folder: string, end: number): Promise<() => Promise<void>> {
  const real = await realpath(folder);
  for (;;) {
    const attempt = await contend(real, end);
    if (attempt === "again") continue;
    if ("release" in attempt) return attempt.release;
    throw new DataFolderInUse(folder, attempt.holder);
  }
}

/** How often to look whether a process has ended: nothing tells of that. */
const LOOK_EVERY_MS = 50;

async function lockByPidInTime(folder: string, end: number): Promise<() => Promise<void>> {
  for (;;) {
    try {
      return await lockByPid(folder);
    } catch (error) {
      if (!(error instanceof DataFolderInUse) || performance.now() >= end) throw error;
      await delay(LOOK_EVERY_MS);
    }
  }
}
