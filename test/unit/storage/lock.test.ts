import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { DataFolderInUse } from "#src/storage/failures.ts";
import { newFolder, openFolder } from "./drivers.ts";

const endedPid = (): number => spawnSync(process.execPath, ["-e", ""]).pid;

test("open, of a folder that a living process holds, is refused, names it and touches nothing", async () => {
  const folder = await newFolder();
  await writeFile(`${folder}/lock`, `${process.ppid}\n`);
  await writeFile(`${folder}/p.journal`, "torn");
  const error = (await openFolder(folder).catch((thrown: unknown) => thrown)) as Error;
  expect(error).toBeInstanceOf(DataFolderInUse);
  expect(error.message).toContain(`${folder} is in use by another rockpool (process ${process.ppid})`);
  expect(await readFile(`${folder}/p.journal`, "utf8")).toBe("torn");
  expect((await readdir(folder)).sort()).toEqual(["lock", "p.journal"]);
});

test("open, twice in one process, is refused until the first is closed", async () => {
  const folder = await newFolder();
  const first = await openFolder(folder);
  await expect(openFolder(folder)).rejects.toThrow(DataFolderInUse);
  expect((await readFile(`${folder}/lock`, "utf8")).startsWith(`${process.pid} `)).toBe(true);
  await first.close();
  expect(await readdir(folder)).toEqual([]);
  await (await openFolder(folder)).close();
});

test("open, several times at once, succeeds once", async () => {
  const folder = await newFolder();
  const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => openFolder(folder)));
  const opened = outcomes.filter((outcome) => outcome.status === "fulfilled");
  expect(opened).toHaveLength(1);
  await opened[0]!.value.close();
});

test.each([
  ["a process that has ended", () => `${endedPid()}\n`],
  ["this process's own pid, from an earlier life", () => `${process.pid} 1\n`],
  ["nothing readable", () => "?"],
])("open, of a folder whose lock holds %s, takes it over", async (_what, text) => {
  const folder = await newFolder();
  await writeFile(`${folder}/lock`, text());
  const driver = await openFolder(folder);
  expect(Number.parseInt(await readFile(`${folder}/lock`, "utf8"), 10)).toBe(process.pid);
  expect(await readdir(folder)).toEqual(["lock"]);
  await driver.close();
});

// Only Linux tells when a process started; elsewhere the pid alone decides, as the first test shows.
test("open, of a folder whose lock holds a living pid, is refused only if that process started when the lock says", async () => {
  const folder = await newFolder();
  await writeFile(`${folder}/lock`, `${process.ppid} 1\n`);
  const outcome = await openFolder(folder).catch((error: unknown) => error);
  if (!existsSync("/proc/self/stat")) return expect(outcome).toBeInstanceOf(DataFolderInUse);
  expect(outcome).not.toBeInstanceOf(Error);
  await (outcome as Awaited<ReturnType<typeof openFolder>>).close();
});
