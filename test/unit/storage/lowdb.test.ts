import { mkdir, readdir, readFile, stat } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { UniqueViolation, VERSION } from "#src/storage/driver.ts";
import { UnreadableData } from "#src/storage/failures.ts";
import { contents, database, dataFiles, folderWith, line, names, open, putLine } from "./data-folder.ts";
import { copyOf, newFolder, openFolder, person } from "./drivers.ts";
import { put } from "./tables.ts";

describe("the database file", () => {
  test("close, after commits, leaves one readable file per partition, one record per line, and nothing else", async () => {
    const folder = await newFolder();
    const driver = await openFolder(folder);
    await driver.commit([put("pool_B", { id: "2", name: "bob" })]);
    await driver.commit([
      put("pool_B", { id: "1", name: 'a"d\na' }),
      { table: "notes", partition: "pool_B", id: "n", expected: 0, value: { text: "x" } },
    ]);
    await driver.commit([put("_global", { id: "g", name: "g" })]);
    await driver.close();
    expect(await contents(folder)).toEqual({
      "_global.json":
        '{\n  "people": {\n    "g": {"#":"8a5e4ea4","id":"g","name":"g"}\n  },\n  "_rockpool": {"#":"12e35d54","format":1,"records":1}\n}\n',
      "pool_B.json":
        '{\n  "people": {\n    "1": {"#":"605b3c64","id":"1","name":"a\\"d\\na"},\n    "2": {"#":"e3bb5ee5","id":"2","name":"bob"}\n  },\n' +
        '  "notes": {\n    "n": {"#":"fa9f8bfd","text":"x"}\n  },\n  "_rockpool": {"#":"20d53fd6","format":1,"records":3}\n}\n',
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
    for (const id of odd)
      expect(await person(again, "p", id)).toEqual({ id, name: `name ${id}`, emails: [id], town: "},", visits: 1e21, [VERSION]: 1 });
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
    expect(await dataFiles(folder)).toEqual([]);
    await again.commit([put("p", { id: "3", name: "eve" })]);
    expect(await names(await open(await copyOf(folder)))).toEqual(["eve"]);
  });

  test("a partition whose name would leave the folder is refused", async () => {
    const driver = await open(await newFolder());
    for (const name of ["../p", "a/b", "a.b", "", "a\0"])
      await expect(driver.commit([put(name, { id: "1", name: "ada" })])).rejects.toThrow("letters, digits");
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

  test.each(['[["put","people","2",{"id":"2","na', "[", putLine("2", "bob").trimEnd(), "\0\0\0\0"])(
    "a torn last line (%j) is dropped and cut off, and later commits follow",
    async (torn) => {
      const folder = await folderWith({ "p.journal": putLine("1", "ada") + torn });
      const driver = await open(folder);
      expect(await names(driver)).toEqual(["ada"]);
      expect(await readFile(`${folder}/p.journal`, "utf8")).toBe(putLine("1", "ada"));
      await driver.commit([put("p", { id: "3", name: "eve" })]);
      expect(await names(await open(await copyOf(folder)))).toEqual(["ada", "eve"]);
    },
  );

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
    [
      "two rows with one unique key",
      { "p.json": database(["1", "s3cret"], ["2", "s3cret"]) },
      "p.json",
      "two rows of people have the same name",
    ],
  ])(
    "open, with %s, says which file it is, quotes nothing of it and touches nothing",
    async (_what, files: Record<string, string>, file, reason) => {
      const folder = await folderWith({ ...files, "a.journal": `${putLine("1", "x")}torn`, "a.json.tmp": "left", "notes.txt": "mine" });
      const before = await contents(folder);
      const error = (await openFolder(folder).catch((thrown: unknown) => thrown)) as UnreadableData;
      expect(error).toBeInstanceOf(UnreadableData);
      expect(error.message).toContain(`${folder}/${file}`);
      expect(error.message).toContain(reason);
      expect(error.message).not.toContain("s3cret");
      expect(await contents(folder)).toEqual(before);
    },
  );

  test("open, with a file it may not read or a file for a folder, says so", async () => {
    const folder = await newFolder();
    await mkdir(`${folder}/p.json`);
    await expect(openFolder(folder)).rejects.toThrow(`${folder}/p.json cannot be read: EISDIR`);
    const file = await folderWith({ data: "" });
    await expect(openFolder(`${file}/data`)).rejects.toThrow(UnreadableData);
  });

  test("a commit that is refused for its content writes nothing", async () => {
    const folder = await newFolder();
    const driver = await open(folder);
    await driver.commit([put("p", { id: "1", name: "ada" })]);
    await expect(driver.commit([put("p", { id: "2", name: "ada" })])).rejects.toThrow(UniqueViolation);
    expect(await readFile(`${folder}/p.journal`, "utf8")).toBe(`3f09060c ${putLine("1", "ada")}`);
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
