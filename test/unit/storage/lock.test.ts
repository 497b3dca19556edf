import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { createLog } from "#src/runtime/log.ts";
import { DataFolderInUse } from "#src/storage/failures.ts";
import { lockByPid } from "#src/storage/lowdb/lock-by-pid.ts";
import { openLowdbDriver } from "#src/storage/lowdb/lowdb.ts";
import { folderWith } from "./data-folder.ts";
import { newFolder, openFolder } from "./drivers.ts";
import { TABLES } from "./tables.ts";

const HOLDER = [process.execPath, "--import", "tsx", fileURLToPath(new URL("lock-holder.ts", import.meta.url))];
/** Runs a command as process 1 of a PID namespace of its own, as a container does, and ends with what it ends with. */
const NAMESPACE = ["unshare", "--pid", "--fork", "--kill-child"];
/** For who is not root. */
const USER_NAMESPACE = [...NAMESPACE, "--user", "--map-root-user"];
const inNamespace = [NAMESPACE, USER_NAMESPACE].find(([command, ...args]) => spawnSync(command!, [...args, "true"]).status === 0);

interface Holder {
  /** What it said: that it holds the folder, or why not. */
  readonly said: string;
  readonly process: ChildProcess;
  readonly kill: () => Promise<void>;
}

async function hold(folder: string, ...prefix: readonly string[]): Promise<Holder> {
  const [command, ...args] = [...prefix, ...HOLDER, folder];
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "close");
  const kill = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  onTestFinished(kill);
  const [said] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return { said, process: child, kill };
}

const sockets = async (folder: string): Promise<string[]> => (await readdir(folder)).filter((name) => /lock/.test(name));

describe("a data folder", () => {
  test("open, of a folder that another process holds, is refused, names it and touches nothing", async () => {
    const folder = await newFolder();
    const holder = await hold(folder);
    expect(holder.said).toBe("held");
    await writeFile(`${folder}/p.journal`, "torn");
    const before = await readdir(folder);
    const error = (await openFolder(folder).catch((thrown: unknown) => thrown)) as Error;
    expect(error).toBeInstanceOf(DataFolderInUse);
    expect(error.message).toContain(`${folder} is in use by another rockpool (process ${holder.process.pid})`);
    expect(await readFile(`${folder}/p.journal`, "utf8")).toBe("torn");
    expect(await readdir(folder)).toEqual(before);
  });

  test("open, of a folder whose holder is stopped and answers nothing, is refused", async () => {
    const folder = await newFolder();
    const holder = await hold(folder);
    holder.process.kill("SIGSTOP");
    await expect(openFolder(folder)).rejects.toThrow(`${folder} is in use by another rockpool`);
  });

  test("open, of a folder whose holder was killed, takes it and leaves nothing of the other's lock", async () => {
    const folder = await newFolder();
    const holder = await hold(folder);
    const [left] = await sockets(folder);
    await holder.kill();
    expect(await sockets(folder)).toEqual([left]);
    const driver = await openFolder(folder);
    expect(await sockets(folder)).not.toContain(left);
    await driver.close();
    expect(await sockets(folder)).toEqual([]);
  });

  test("open, of a folder whose holder is about to end, waits for that", async () => {
    const folder = await newFolder();
    const holder = await hold(folder);
    const opening = openLowdbDriver({ folder, tables: TABLES, fsync: false, log: createLog("silent"), patienceMs: 600_000 });
    // It asks for the folder by a socket of its own.
    while ((await sockets(folder)).length < 2) await new Promise(setImmediate);
    await holder.kill();
    await (await opening).close();
  });

  test.skipIf(!inNamespace)("two processes that are both process 1, in PID namespaces of their own, do not get one folder", async () => {
    const folder = await newFolder();
    const first = await hold(folder, ...inNamespace!);
    expect(first.said).toBe("held");
    const second = await hold(folder, ...inNamespace!);
    expect(second.said).toContain(`${folder} is in use by another rockpool (process 1)`);
    await expect(openFolder(folder)).rejects.toThrow(DataFolderInUse);
    await first.kill();
    expect((await hold(folder, ...inNamespace!)).said).toBe("held");
  });

  test("open, twice in one process, is refused until the first is closed", async () => {
    const folder = await newFolder();
    const first = await openFolder(folder);
    await expect(openFolder(folder)).rejects.toThrow(`(process ${process.pid})`);
    await first.close();
    expect(await sockets(folder)).toEqual([]);
    await (await openFolder(folder)).close();
  });

  test("open, several times at once, succeeds once", async () => {
    const folder = await newFolder();
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => openFolder(folder)));
    const opened = outcomes.filter((outcome) => outcome.status === "fulfilled");
    expect(opened).toHaveLength(1);
    await opened[0]!.value.close();
    expect(await sockets(folder)).toEqual([]);
  });

  test("open, in a folder whose path is longer than a socket's may be, holds it all the same", async () => {
    const folder = `${await newFolder()}/${"deep/".repeat(20)}data`;
    await mkdir(folder, { recursive: true });
    const driver = await openFolder(folder);
    await expect(openFolder(folder)).rejects.toThrow(DataFolderInUse);
    await driver.close();
    await (await openFolder(folder)).close();
  });

  test("open, of a folder with a file in the place of a lock, takes it", async () => {
    const folder = await folderWith({ "lock.0123456789ab": "no socket", lock: "1\n" });
    await (await openFolder(folder)).close();
    expect(await sockets(folder)).toEqual(["lock"]);
  });

  test("open, while somebody listens in it who says nothing, is refused", async () => {
    const folder = await newFolder();
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(`${folder}/lock.0123456789ab`, resolve));
    onTestFinished(() => void silent.close());
    await expect(openFolder(folder)).rejects.toThrow("one that does not answer");
  });
});

const endedPid = (): number => spawnSync(process.execPath, ["-e", ""]).pid;

describe("where a file system has no sockets, the number of the process", () => {
  test("of a living one keeps others out", async () => {
    const folder = await folderWith({ lock: `${process.ppid}\n` });
    await expect(lockByPid(folder)).rejects.toThrow(`(process ${process.ppid})`);
    expect(await readdir(folder)).toEqual(["lock"]);
  });

  test("of this one keeps it out, too, until it is given back", async () => {
    const folder = await newFolder();
    const unlock = await lockByPid(folder);
    await expect(lockByPid(folder)).rejects.toThrow(DataFolderInUse);
    expect((await readFile(`${folder}/lock`, "utf8")).startsWith(`${process.pid} `)).toBe(true);
    await unlock();
    expect(await readdir(folder)).toEqual([]);
  });

  test.each([
    ["of one that has ended", () => `${endedPid()}\n`],
    ["of this one, from an earlier life", () => `${process.pid} 1\n`],
    ["that is none", () => "?"],
  ])("%s keeps nobody out", async (_what, text) => {
    const folder = await folderWith({ lock: text() });
    const unlock = await lockByPid(folder);
    expect(Number.parseInt(await readFile(`${folder}/lock`, "utf8"), 10)).toBe(process.pid);
    expect(await readdir(folder)).toEqual(["lock"]);
    await unlock();
  });

  // Only Linux tells when a process started; elsewhere the number alone decides, as the first test shows.
  test("of a living one keeps others out only if that process started when the lock says", async () => {
    const folder = await folderWith({ lock: `${process.ppid} 1\n` });
    const outcome = await lockByPid(folder).catch((error: unknown) => error);
    if (!existsSync("/proc/self/stat")) return expect(outcome).toBeInstanceOf(DataFolderInUse);
    expect(outcome).not.toBeInstanceOf(Error);
  });
});
