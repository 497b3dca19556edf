import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { onTestFinished, describe, expect, test } from "vitest";
import { UniqueViolation, VERSION, type Driver } from "#src/storage/driver.ts";
import { StorageFailed, UnreadableData } from "#src/storage/failures.ts";
import { ids, newFolder, openFolder, person, readAll } from "./drivers.ts";
import { put, remove, type Person } from "./tables.ts";

const names = async (driver: Driver, partition = "p"): Promise<string[]> => {
  const rows = await readAll(driver, "people", { partition, index: "name", limit: 100 });
  return rows.map((row) => (row as Person).name);
};

const line = (...entries: unknown[]): string => `${JSON.stringify(entries)}\n`;
const putLine = (id: string, name: string): string => line(["put", "people", id, { id, name }]);
const database = (...rows: readonly (readonly [string, string])[]): string =>
  JSON.stringify({ people: Object.fromEntries(rows.map(([id, name]) => [id, { id, name }])) });

async function open(folder: string, fsync = false): Promise<Driver> {
  const driver = await openFolder(folder, fsync);
  onTestFinished(() => driver.close());
  return driver;
}

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await newFolder();
  for (const [name, text] of Object.entries(files)) await writeFile(`${folder}/${name}`, text);
  return folder;
}

async function contents(folder: string): Promise<Record<string, string>> {
  const files = await readdir(folder);
  return Object.fromEntries(await Promise.all(files.map(async (name) => [name, await readFile(`${folder}/${name}`, "utf8")] as const)));
}

/**
 * What a process finds that starts after this one was killed just now. Reading all without giving way to the driver, and
 * again where a file came or went meanwhile, makes it the state of one moment.
 */
async function copyOf(folder: string): Promise<string> {
  const copy = await newFolder();
  for (const [name, bytes] of filesAtOnce(folder)) if (name !== "lock") await writeFile(`${copy}/${name}`, bytes);
  return copy;
}

function filesAtOnce(folder: string): [string, Buffer][] {
  for (;;) {
    const listed = readdirSync(folder);
    const files = listed.flatMap((name): [string, Buffer][] => (existsSync(`${folder}/${name}`) ? [[name, readFileSync(`${folder}/${name}`)]] : []));
    if (files.length === listed.length && listed.join() === readdirSync(folder).join()) return files;
  }
}

describe("the database file", () => {
  test("close, after commits, leaves one readable file per partition, one record per line, and nothing else", async () => {
    const folder = await newFolder();
    const driver = await openFolder(folder);
    await driver.commit([put("pool_B", { id: "2", name: "bob" })]);
    await driver.commit([put("pool_B", { id: "1", name: 'a"d\na' }), { table: "notes", partition: "pool_B", id: "n", expected: 0, value: { text: "x" } }]);
    await driver.commit([put("_global", { id: "g", name: "g" })]);
    await driver.close();
    expect(await contents(folder)).toEqual({
      "_global.json": '{\n  "people": {\n    "g": {"id":"g","name":"g"}\n  }\n}\n',
      "pool_B.json":
        '{\n  "people": {\n    "1": {"id":"1","name":"a\\"d\\na"},\n    "2": {"id":"2","name":"bob"}\n  },\n  "notes": {\n    "n": {"text":"x"}\n  }\n}\n',
    });
    expect((await stat(`${folder}/pool_B.json`)).mode & 0o777).toBe(0o600);
  });

  test("open and close, without a commit, write nothing", async () => {
    const folder = await folderWith({ "p.json": `  ${database(["1", "ada"])}` });
    const before = (await stat(`${folder}/p.json`)).mtimeMs;
    await (await openFolder(folder)).close();
    expect(await contents(folder)).toEqual({ "p.json": `  ${database(["1", "ada"])}` });
    expect((await stat(`${folder}/p.json`)).mtimeMs).toBe(before);
  });

  test.each([
    ["on one line", database(["1", "ada"], ["2", "bob"])],
    ["as a formatter does it", JSON.stringify(JSON.parse(database(["1", "ada"], ["2", "bob"])), null, 2)],
    ["with other indentation", JSON.stringify(JSON.parse(database(["1", "ada"], ["2", "bob"])), null, "\t")],
  ])("open, of a file laid out %s, reads it", async (_layout, text) => {
    const driver = await open(await folderWith({ "p.json": text }));
    expect(await names(driver)).toEqual(["ada", "bob"]);
    expect((await person(driver, "p", "1"))[VERSION]).toBe(1);
  });

  test("reopen gives back every record as it was, whatever characters its id and values have", async () => {
    const folder = await newFolder();
    const driver = await openFolder(folder);
    const odd = ["__proto__", 'quo"te', "back\\slash\\", 'end": {', "new\nline", "\u2028", "ünï😀", "\ud800", "", " ", "12"];
    for (const id of odd) await driver.commit([put("p", { id, name: `name ${id}`, emails: [id], town: "},", visits: 1e21 })]);
    await driver.close();
    const again = await open(folder);
    for (const id of odd) expect(await person(again, "p", id)).toEqual({ id, name: `name ${id}`, emails: [id], town: "},", visits: 1e21, [VERSION]: 1 });
    expect(await again.count("people", "p")).toBe(odd.length);
  });

  test("drop, of a partition, removes its files at once", async () => {
    const folder = await newFolder();
    const driver = await openFolder(folder);
    await driver.commit([put("p", { id: "1", name: "ada" })]);
    await driver.close();
    const again = await open(folder);
    await again.commit([put("p", { id: "2", name: "bob" })]);
    await again.drop("p");
    expect(await readdir(folder)).toEqual(["lock"]);
    await again.commit([put("p", { id: "3", name: "eve" })]);
    expect(await names(await open(await copyOf(folder)))).toEqual(["eve"]);
  });

  test("a partition whose name would leave the folder is refused", async () => {
    const driver = await open(await newFolder());
    for (const name of ["../p", "a/b", "a.b", "", "a\0"]) await expect(driver.commit([put(name, { id: "1", name: "ada" })])).rejects.toThrow("letters, digits");
  });
});

describe("the journal", () => {
  test("an acknowledged commit, without a close, is there at the next start", async () => {
    const folder = await newFolder();
    for (const fsync of [false, true]) {
      const driver = await open(folder, fsync);
      await driver.commit([put("p", { id: String(fsync), name: String(fsync) })]);
      expect(await readdir(await copyOf(folder))).toContain("p.journal");
      expect((await stat(`${folder}/p.journal`)).mode & 0o777).toBe(0o600);
      expect(await names(await open(await copyOf(folder)))).toContain(String(fsync));
      await driver.close();
    }
  });

  test("open replays puts, removals and a drop in their order, over the database file", async () => {
    const journal = putLine("2", "bob") + line(["remove", "people", "1"], ["put", "people", "3", { id: "3", name: "eve" }]);
    const driver = await open(await folderWith({ "p.json": database(["1", "ada"], ["4", "zoe"]), "p.journal": journal }));
    expect(await names(driver)).toEqual(["bob", "eve", "zoe"]);
    const cleared = await open(await folderWith({ "p.json": database(["1", "ada"]), "p.journal": line(["clear"]) + putLine("2", "bob") }));
    expect(await names(cleared)).toEqual(["bob"]);
  });

  test.each(['[["put","people","2",{"id":"2","na', "[", putLine("2", "bob").trimEnd(), "\0\0\0\0"])("a torn last line (%j) is dropped and cut off, and later commits follow", async (torn) => {
    const folder = await folderWith({ "p.journal": putLine("1", "ada") + torn });
    const driver = await open(folder);
    expect(await names(driver)).toEqual(["ada"]);
    expect(await readFile(`${folder}/p.journal`, "utf8")).toBe(putLine("1", "ada"));
    await driver.commit([put("p", { id: "3", name: "eve" })]);
    expect(await names(await open(await copyOf(folder)))).toEqual(["ada", "eve"]);
  });

  test.each([
    ["a broken line", { "p.journal": `${putLine("1", "ada")}[["put","peo\n${putLine("2", "bob")}` }, "p.journal", "line 2"],
    ["a broken last line that is whole", { "p.journal": `${putLine("1", "ada")}{}\n` }, "p.journal", "line 2"],
    ["an unknown kind of entry", { "p.journal": line(["rename", "people", "1"]) }, "p.journal", "line 1"],
    ["a database cut short", { "p.json": '{\n  "people": {\n    "1": {"id":"1","name":"s3cret"},\n' }, "p.json", "no valid JSON"],
    ["a database with a slip", { "p.json": '{\n  "people": {\n    "1": {"id":"1","name":s3cret}\n  }\n}\n' }, "p.json", "no valid JSON"],
    ["an empty database file", { "p.json": "" }, "p.json", "no valid JSON"],
    ["a table that is none", { "p.json": '{"people":[]}' }, "p.json", "people is not a table"],
    ["a record that is none", { "p.json": '{"people":{"1":5}}' }, "p.json", "people is not a table"],
    ["an unknown table", { "p.json": '{"cars":{"1":{}}}' }, "p.json", "no table cars"],
    ["two rows with one unique key", { "p.json": database(["1", "s3cret"], ["2", "s3cret"]) }, "p.json", "two rows of people have the same name"],
  ])("open, with %s, says which file it is, quotes nothing of it and touches nothing", async (_what, files: Record<string, string>, file, reason) => {
    const folder = await folderWith({ ...files, "a.journal": `${putLine("1", "x")}torn`, "a.json.tmp": "left", "notes.txt": "mine" });
    const before = await contents(folder);
    const error = (await openFolder(folder).catch((thrown: unknown) => thrown)) as UnreadableData;
    expect(error).toBeInstanceOf(UnreadableData);
    expect(error.message).toContain(`${folder}/${file}`);
    expect(error.message).toContain(reason);
    expect(error.message).not.toContain("s3cret");
    expect(await contents(folder)).toEqual(before);
  });

  test("open, with a file it may not read or a file for a folder, says so", async () => {
    const folder = await newFolder();
    await mkdir(`${folder}/p.json`);
    await expect(openFolder(folder)).rejects.toThrow(`${folder}/p.json cannot be read: EISDIR`);
    const file = await folderWith({ data: "" });
    await expect(openFolder(`${file}/data`)).rejects.toThrow(UnreadableData);
  });

  test("a commit that cannot be written is refused, and so is every later one, in any partition", async () => {
    const folder = await newFolder();
    const driver = await open(folder);
    await driver.commit([put("q", { id: "1", name: "before" })]);
    await mkdir(`${folder}/p.journal`);
    await expect(driver.commit([put("p", { id: "1", name: "lost" })])).rejects.toThrow(StorageFailed);
    await expect(driver.commit([put("q", { id: "2", name: "later" })])).rejects.toThrow(`${folder}/p.journal could not be written (EISDIR)`);
    expect(await names(driver, "q")).toEqual(["before"]);
    await driver.close();
    await rm(`${folder}/p.journal`, { recursive: true });
    const again = await open(folder);
    expect(await names(again, "q")).toEqual(["before"]);
    expect(await again.partitions()).toEqual(["q"]);
  });

  test("a commit that is refused for its content writes nothing", async () => {
    const folder = await newFolder();
    const driver = await open(folder);
    await driver.commit([put("p", { id: "1", name: "ada" })]);
    await expect(driver.commit([put("p", { id: "2", name: "ada" })])).rejects.toThrow(UniqueViolation);
    expect(await readFile(`${folder}/p.journal`, "utf8")).toBe(putLine("1", "ada"));
  });

  test("a commit after close is refused, and a second close is none", async () => {
    const driver = await openFolder(await newFolder());
    const last = driver.commit([put("p", { id: "1", name: "ada" })]);
    await Promise.all([driver.close(), driver.close()]);
    await last;
    await expect(driver.commit([put("p", { id: "2", name: "bob" })])).rejects.toThrow("closed");
  });

  test("load, without a close, is there at the next start", async () => {
    const folder = await newFolder();
    const driver = await open(folder);
    await driver.commit([put("p", { id: "1", name: "ada" })]);
    await driver.load("p", { people: { "2": { id: "2", name: "bob" } } });
    expect(await names(await open(await copyOf(folder)))).toEqual(["bob"]);
  });
});

describe("folding", () => {
  const archive = putLine("1", "ada") + putLine("2", "old bob") + putLine("3", "gone");
  const journal = putLine("2", "bob") + line(["remove", "people", "3"]) + putLine("4", "eve");

  test.each([
    ["before the new file was in place", { "p.json": database(["0", "zero"]), "p.journal.1": archive, "p.journal": journal, "p.json.tmp": '{\n  "peo' }],
    ["after it was, with later records in it", { "p.json": database(["0", "zero"], ["1", "ada"], ["2", "bob"], ["3", "gone"]), "p.journal.1": archive, "p.journal": journal }],
    ["after the old journals were removed", { "p.json": database(["0", "zero"], ["1", "ada"], ["2", "bob"], ["3", "gone"]), "p.journal": journal }],
    ["twice, with two journals set aside", { "p.json": database(["0", "zero"]), "p.journal.9": archive, "p.journal.10": journal.slice(0, putLine("2", "bob").length), "p.journal": journal.slice(putLine("2", "bob").length) }],
  ])("a crash %s loses nothing and leaves nothing behind", async (_when, files: Record<string, string>) => {
    const folder = await folderWith(files);
    const driver = await openFolder(folder);
    expect(await names(driver)).toEqual(["ada", "bob", "eve", "zero"]);
    await driver.close();
    expect(await readdir(folder)).toEqual(["p.json"]);
    expect(await names(await open(folder))).toEqual(["ada", "bob", "eve", "zero"]);
  });

  test("a journal that outgrows its file is folded while commits go on, and a start at any moment finds every acknowledged one", async () => {
    const folder = await newFolder();
    const driver = await open(folder);
    const rows = Array.from({ length: 100 }, (_, at) => String(at));
    await Promise.all(rows.map((id) => driver.commit([put("p", { id, name: id, visits: 0 })])));
    for (let visits = 1; visits <= 25; visits++) {
      const acknowledged = visits - 1;
      const writes = rows.map(async (id) => driver.commit([put("p", { ...(await person(driver, "p", id)), visits, town: "x".repeat(4000) })]));
      await Promise.all(writes.slice(0, 50));
      const found = await openFolder(await copyOf(folder));
      for (const id of rows) expect((await person(found, "p", id)).visits).toBeGreaterThanOrEqual(Number(id) < 50 ? visits : acknowledged);
      await found.close();
      await Promise.all(writes);
    }
    expect(await readdir(folder)).toContain("p.json");
    await driver.close();
    expect(await readdir(folder)).toEqual(["p.json"]);
    expect((await readAll(await open(folder), "people", { partition: "p", limit: 7 })).map((row) => (row as Person).visits)).toEqual(rows.map(() => 25));
  });

  test("a fold that cannot write its file loses nothing, and commits go on", async () => {
    const folder = await newFolder();
    const driver = await openFolder(folder);
    await driver.commit([put("p", { id: "1", name: "ada" })]);
    await mkdir(`${folder}/p.json.tmp`);
    await driver.close();
    expect((await readdir(folder)).sort()).toEqual(["p.journal.1", "p.json.tmp"]);
    await rm(`${folder}/p.json.tmp`, { recursive: true });
    const again = await openFolder(folder);
    await again.commit([put("p", { id: "2", name: "bob" })]);
    await again.commit([remove("p", await person(again, "p", "1"))]);
    await again.close();
    expect(ids(await readAll(await open(folder), "people", { limit: 5 }))).toEqual(["2"]);
  });

  test("many partitions at once, more than journals may be open, all keep their commits", async () => {
    const folder = await newFolder();
    const driver = await openFolder(folder);
    const pools = Array.from({ length: 450 }, (_, at) => `pool${at}`);
    for (const id of ["1", "2"]) await Promise.all(pools.map((pool) => driver.commit([put(pool, { id, name: id })])));
    const again = await open(await copyOf(folder));
    await driver.close();
    expect(await again.partitions()).toEqual([...pools].sort());
    expect(await again.count("people")).toBe(900);
  });
});
