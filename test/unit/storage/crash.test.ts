import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { createLog } from "#src/runtime/log.ts";
import { DataFolderInUse } from "#src/storage/failures.ts";
import { openLowdbDriver } from "#src/storage/lowdb/lowdb.ts";
import { newFolder } from "./drivers.ts";
import { PAIRED } from "./paired-rows.ts";

const WRITER = fileURLToPath(new URL("crash-writer.ts", import.meta.url));
/** Acknowledged commits after which the writer is killed, chosen to end rounds at different distances from a fold. */
const ROUNDS = [1, 40, 205, 215, 260, 333, 470, 700];

const open = (folder: string) => openLowdbDriver({ folder, tables: PAIRED, fsync: false, log: createLog("silent") });

/** Lets the writer write until it has acknowledged `commits`, kills it, and gives the last count that each writer acknowledged. */
async function writeAndKill(folder: string, commits: number, whileAlive: () => Promise<void>): Promise<Map<string, number>> {
  const child = spawn(process.execPath, ["--import", "tsx", WRITER, folder], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "close");
  const acknowledged = new Map<string, number>();
  let lines = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const [writer, count] = line.split(" ");
    acknowledged.set(writer!, Number(count));
    lines += 1;
    if (lines === 1) await whileAlive();
    if (lines === commits) child.kill("SIGKILL");
  }
  expect(await ended).toEqual([null, "SIGKILL"]);
  return acknowledged;
}

test("every acknowledged commit, after the process is killed in the middle of writes, is there at the next start, and none by half", async () => {
  const folder = await newFolder();
  for (const commits of ROUNDS) {
    const acknowledged = await writeAndKill(folder, commits, () => expect(open(folder)).rejects.toThrow(DataFolderInUse));
    const driver = await open(folder);
    const { left = {}, right = {} } = await driver.dump("pool");
    await driver.close();
    const counts = Object.entries(left).map(([writer, row]) => [writer, (row as { count: number }).count] as const);
    expect(Object.entries(right).map(([writer, row]) => [writer, (row as { count: number }).count])).toEqual(counts);
    for (const [writer, count] of acknowledged) expect(new Map(counts).get(writer)).toBeGreaterThanOrEqual(count);
  }
}, 120_000);
