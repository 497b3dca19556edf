import { existsSync } from "node:fs";
import { mkdir, rename, rm, symlink } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import type { Driver } from "#src/storage/driver.ts";
import { StorageFailed } from "#src/storage/failures.ts";
import { names, open } from "./data-folder.ts";
import { copyOf, newFolder, openFolder, person } from "./drivers.ts";
import { put, remove } from "./tables.ts";

/** Opens, and says of every write that there is no space left. */
const FULL = "/dev/full";

type Cause = readonly [cause: string, make: (path: string) => Promise<unknown>, code: string];
const CAUSES: readonly Cause[] = [
  ["a file that cannot be opened", (path) => mkdir(path), "EISDIR"],
  ...(existsSync(FULL) ? [["a full disk", (path) => symlink(FULL, path), "ENOSPC"] satisfies Cause] : []),
];

const add = (driver: Driver, partition: string, id: string, name = id) => driver.commit([put(partition, { id, name })]);

describe.each(CAUSES)("a write that fails for %s", (_cause, make, code) => {
  test("has not happened, is told with its cause, and is tried anew by the next one", async () => {
    const folder = await newFolder();
    const driver = await open(folder);
    await make(`${folder}/p.journal`);
    for (const id of ["1", "2"]) {
      const error = await add(driver, "p", id).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(StorageFailed);
      expect((error as Error).message).toContain(`${folder}/p.journal could not be written (${code})`);
      expect(await person(driver, "p", id)).toBeUndefined();
    }
    expect(await driver.partitions()).toEqual([]);
    await rm(`${folder}/p.journal`, { recursive: true });
    await add(driver, "p", "2");
    expect(await names(await open(await copyOf(folder)))).toEqual(["2"]);
  });

  test("stops no other partition's writes", async () => {
    const folder = await newFolder();
    const driver = await open(folder);
    await make(`${folder}/p.journal`);
    await expect(add(driver, "p", "1")).rejects.toThrow(StorageFailed);
    await add(driver, "q", "1");
    await rm(`${folder}/p.journal`, { recursive: true });
    expect(await names(await open(await copyOf(folder)), "q")).toEqual(["1"]);
  });

  test("is why nothing can be written for as long as that is so", async () => {
    const folder = await newFolder();
    const driver = await open(folder);
    expect(driver.whyReadOnly()).toBeUndefined();
    await make(`${folder}/p.journal`);
    await expect(add(driver, "p", "1")).rejects.toThrow(StorageFailed);
    await add(driver, "q", "1");
    expect(driver.whyReadOnly()).toContain(code);
    await rm(`${folder}/p.journal`, { recursive: true });
    expect(driver.whyReadOnly()).toBeUndefined();
  });

  test("changes, removes and drops nothing", async () => {
    const folder = await newFolder();
    const driver = await openFolder(folder);
    await add(driver, "p", "1", "ada");
    await driver.close();
    const again = await open(folder);
    await make(`${folder}/p.journal`);
    const ada = await person(again, "p", "1");
    await expect(again.commit([put("p", { ...ada, name: "eve" })])).rejects.toThrow(StorageFailed);
    await expect(again.commit([remove("p", ada), put("p", { id: "2", name: "bob" })])).rejects.toThrow(StorageFailed);
    await expect(again.drop("p")).rejects.toThrow(StorageFailed);
    await expect(again.load("p", { people: {} })).rejects.toThrow(StorageFailed);
    expect(await names(again)).toEqual(["ada"]);
    await rm(`${folder}/p.journal`, { recursive: true });
    await again.commit([put("p", { ...ada, name: "eve" })]);
    expect(await names(await open(await copyOf(folder)))).toEqual(["eve"]);
  });
});

describe("a data folder that is taken away while it is in use", () => {
  const AWAY = "removed or replaced while rockpool was running";

  test.each([
    ["removed", (folder: string) => rm(folder, { recursive: true })],
    ["moved", (folder: string) => rename(folder, `${folder}.moved`)],
    ["replaced by another one", (folder: string) => rm(folder, { recursive: true }).then(() => mkdir(folder))],
  ])("%s: every later write says so, in partitions new and old, and nothing of it is served", async (_how, take) => {
    const folder = await newFolder();
    const driver = await open(folder);
    await add(driver, "p", "1");
    await take(folder);
    for (const partition of ["p", "q"]) await expect(add(driver, partition, "2")).rejects.toThrow(AWAY);
    expect(await names(driver)).toEqual(["1"]);
    expect(driver.whyReadOnly()).toContain(AWAY);
    await rm(`${folder}.moved`, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
  });

  test("one file of it, removed: the next write there says so, and others go on", async () => {
    const folder = await newFolder();
    const driver = await open(folder);
    await add(driver, "p", "1");
    await rm(`${folder}/p.journal`);
    await expect(add(driver, "p", "2")).rejects.toThrow("removed or cut");
    expect(driver.whyReadOnly()).toContain("removed or cut");
    await add(driver, "q", "1");
  });
});
