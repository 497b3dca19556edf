import { mkdir, readdir, rename, writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { UniqueViolation } from "#src/storage/driver.ts";
import { StorageFailed } from "#src/storage/failures.ts";
import { contents, database, dataFiles, folderWith, names, open, putLine } from "./data-folder.ts";
import { copyOf, DRIVERS, newFolder, openFolder, person } from "./drivers.ts";
import { put } from "./tables.ts";

const people = (...rows: readonly (readonly [id: string, name: string])[]) => ({
  people: Object.fromEntries(rows.map(([id, name]) => [id, { id, name, badge: name }])),
});

describe.each(DRIVERS)("$name", ({ open: openDriver }) => {
  test("replace puts a whole state in the place of another, and commits go on from there", async () => {
    const driver = await openDriver();
    await driver.commit([put("p", { id: "1", name: "ada", badge: "eve" })]);
    await driver.commit([put("q", { id: "1", name: "bob" })]);
    await driver.replace({ p: people(["1", "carol"]), r: people(["1", "eve"]) });
    expect(await driver.partitions()).toEqual(["p", "r"]);
    expect(await names(driver)).toEqual(["carol"]);
    expect(await driver.find("people", { index: "badge", key: "eve" })).toMatchObject({ id: "1", name: "eve" });
    await driver.commit([put("p", { ...(await person(driver, "p", "1")), name: "dan" })]);
    expect(await names(driver)).toEqual(["dan"]);
    await driver.replace({});
    expect(await driver.partitions()).toEqual([]);
  });

  test("replace, by rows that do not go together, changes nothing", async () => {
    const driver = await openDriver();
    await driver.commit([put("p", { id: "1", name: "ada" })]);
    await expect(driver.replace({ q: people(["1", "eve"]), r: people(["1", "eve"]) })).rejects.toThrow(UniqueViolation);
    expect(await names(driver)).toEqual(["ada"]);
    expect(await driver.partitions()).toEqual(["p"]);
  });
});

describe("a data folder", () => {
  test("after a replacement has the new state's files alone, without a close", async () => {
    const folder = await newFolder();
    const driver = await open(folder);
    await driver.commit([put("p", { id: "1", name: "ada" })]);
    await driver.commit([put("q", { id: "1", name: "bob" })]);
    await driver.replace({ q: people(["2", "eve"]) });
    expect(await dataFiles(folder)).toEqual(["q.json"]);
    await driver.commit([put("q", { id: "3", name: "dan" })]);
    expect(await names(await open(await copyOf(folder)), "q")).toEqual(["dan", "eve"]);
  });

  test("keeps what it has where the new state cannot be written, and goes on", async () => {
    const folder = await newFolder();
    const driver = await open(folder);
    await driver.commit([put("p", { id: "1", name: "ada" })]);
    // In the way of the step that makes the new state count.
    await mkdir(`${folder}/import/full`, { recursive: true });
    await expect(driver.replace({ q: people(["2", "eve"]) })).rejects.toThrow(StorageFailed);
    expect(await names(driver)).toEqual(["ada"]);
    await driver.commit([put("p", { id: "2", name: "bob" })]);
    await driver.close();
    expect(await names(driver)).toEqual(["ada", "bob"]);
  });
});

/** A folder with an old state, and a new one as `stage` has it, half way through a replacement. */
async function halfWay(): Promise<string> {
  const folder = await folderWith({ "p.json": database(["1", "old p"]), "q.journal": putLine("1", "old q") });
  const other = await newFolder();
  const driver = await openFolder(other);
  await driver.replace({ p: people(["1", "new p"]), r: people(["1", "new r"]) });
  await driver.close();
  await mkdir(`${folder}/import.part`);
  for (const name of await dataFiles(other)) await rename(`${other}/${name}`, `${folder}/import.part/${name}`);
  return folder;
}

const namesInAll = async (folder: string): Promise<string[]> => {
  const driver = await open(folder);
  return (await Promise.all(["p", "q", "r"].map((partition) => names(driver, partition)))).flat();
};

const OLD = ["old p", "old q"];
const NEW = ["new p", "new r"];

describe("a replacement that was killed", () => {
  test("before the new state was whole leaves the old one, and nothing of the new one", async () => {
    const folder = await halfWay();
    await writeFile(`${folder}/import.part/r.json`, "{ torn");
    expect(await namesInAll(folder)).toEqual(OLD);
    expect((await readdir(folder)).filter((name) => name.startsWith("import"))).toEqual([]);
  });

  test.each([0, 1, 2])("after that, with %i of the old files removed, leaves the new one", async (removed) => {
    const folder = await halfWay();
    await rename(`${folder}/import.part`, `${folder}/import`);
    for (const name of (await dataFiles(folder)).filter((file) => file !== "import").slice(0, removed))
      await rename(`${folder}/${name}`, `${folder}/gone-${name}.bak`);
    expect(await namesInAll(folder)).toEqual(NEW);
  });

  test.each([0, 1, 2])("after the old one was removed, with %i of the new files moved in, leaves the new one", async (moved) => {
    const folder = await halfWay();
    await rename(`${folder}/import.part`, `${folder}/import.moving`);
    for (const name of ["p.json", "q.journal"]) await rename(`${folder}/${name}`, `${folder}/gone-${name}.bak`);
    for (const name of ["p.json", "r.json"].slice(0, moved)) await rename(`${folder}/import.moving/${name}`, `${folder}/${name}`);
    expect(await namesInAll(folder)).toEqual(NEW);
    expect(Object.keys(await contents(folder)).filter((name) => !name.endsWith(".bak"))).toEqual(["p.json", "r.json"]);
  });
});
