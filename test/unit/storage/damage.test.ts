import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { UnreadableData } from "#src/storage/failures.ts";
import { replay } from "#src/storage/lowdb/journal-text.ts";
import { readDatabase } from "#src/storage/lowdb/read-database.ts";
import type { RawContent } from "#src/storage/migrations.ts";
import { contents, database, folderWith, names, open, putLine } from "./data-folder.ts";
import { openFolder, person } from "./drivers.ts";
import { put, remove } from "./tables.ts";

/** All that a folder can hold: a database file, a journal that a fold set aside, and a journal. */
let files: Record<string, Buffer>;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "rockpool-storage-"));
  const path = `${folder}/p.journal`;
  const first = await openFolder(folder);
  await first.commit([
    put("p", { id: "1", name: "ada", emails: ["ada@example.com"] }),
    put("p", { id: 'b"\n', name: "bób 😀", visits: 7 }),
    { table: "notes", partition: "p", id: "n", expected: 0, value: {} },
  ]);
  await first.close();
  const second = await openFolder(folder);
  await second.commit([put("p", { id: "2", name: "carol" })]);
  await second.commit([put("p", { id: "3", name: "dan" }), remove("p", await person(second, "p", "1"))]);
  const setAside = await readFile(path);
  await second.commit([put("p", { id: "4", name: "eve" })]);
  await second.commit([remove("p", await person(second, "p", "2"))]);
  const journal = (await readFile(path)).subarray(setAside.length);
  files = { "p.journal": journal, "p.journal.1": setAside, "p.json": await readFile(`${folder}/p.json`) };
  await second.close();
  await rm(folder, { recursive: true });
});

function rowsIn(name: string, bytes: Buffer): RawContent {
  if (name.endsWith(".json")) return readDatabase(bytes).content;
  const rows: RawContent = new Map();
  replay(bytes, rows);
  return rows;
}

/** What is found in a file's bytes, in words; undefined where nothing is. */
function found(name: string, bytes: Buffer): string | undefined {
  try {
    const damage = name.endsWith(".json") ? readDatabase(bytes).damage : replay(bytes, new Map());
    return damage.length > 0 ? damage.map(({ place, reason }) => `${place}: ${reason}`).join() : undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const flipped = (bytes: Buffer, bit: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
};

test("the folder, undamaged, has what was written, and nothing is found", async () => {
  for (const [name, bytes] of Object.entries(files)) expect(found(name, bytes)).toBeUndefined();
  expect(await names(await open(await folderWith(files)))).toEqual(["bób 😀", "dan", "eve"]);
});

describe.each(["p.json", "p.journal.1", "p.journal"])("%s", (name) => {
  test("with any one bit flipped, is found to be damaged", () => {
    const bytes = files[name]!;
    const missed = Array.from({ length: bytes.length * 8 }, (_, bit) => bit).filter(
      (bit) => found(name, flipped(bytes, bit)) === undefined,
    );
    expect(missed).toEqual([]);
  });

  test("with any bytes of a line overwritten, is found to be damaged, or says the same", () => {
    const bytes = files[name]!;
    const property = fc.property(
      fc.nat(bytes.length - 2).chain((at) => fc.tuple(fc.constant(at), fc.uint8Array({ minLength: 1, maxLength: 40 }))),
      ([at, over]) => {
        const copy = Buffer.from(bytes);
        // The last byte ends the last line: without it, that line was never acknowledged.
        copy.set(over.subarray(0, bytes.length - 1 - at), at);
        // A blank may become another kind of blank, as by a formatter.
        if (found(name, copy) === undefined) expect(rowsIn(name, copy)).toEqual(rowsIn(name, bytes));
      },
    );
    fc.assert(property, { numRuns: 2000 });
  });

  test("damaged in any place, refuses the start, by its name and the place, and stays as it is", async () => {
    const bytes = files[name]!;
    const property = fc.asyncProperty(fc.nat(bytes.length * 8 - 1), async (bit) => {
      const folder = await folderWith({ ...files, [name]: flipped(bytes, bit) });
      const before = await contents(folder);
      const error = (await openFolder(folder).catch((thrown: unknown) => thrown)) as UnreadableData;
      expect(error).toBeInstanceOf(UnreadableData);
      expect(error.file).toBe(`${folder}/${name}`);
      expect(error.message).toMatch(/line \d+|record \d+ of|its end|is not a table|holds no tables|no valid JSON/);
      expect(await contents(folder)).toEqual(before);
    });
    await fc.assert(property, { numRuns: 60 });
  });
});

test("a record that went from one place to another, whole, is found", async () => {
  const lines = files["p.json"]!.toString().split("\n");
  const moved = lines.map((line) => line.replace("people", "humans")).join("\n");
  expect(found("p.json", Buffer.from(moved))).toContain("a record of humans is not what was written");
  const renamed = lines.map((line) => line.replace('"1": {', '"9": {')).join("\n");
  expect(found("p.json", Buffer.from(renamed))).toMatch(/line 3: a record of people is not what was written/);
});

test("a record that is gone from a file, with the line's end, is found", () => {
  const lines = files["p.json"]!.toString().split("\n");
  const at = lines.findIndex((line) => line.startsWith('    "1"'));
  expect(found("p.json", Buffer.from(lines.filter((_, index) => index !== at).join("\n")))).toContain(
    "there are 3 records, and there are 2",
  );
});

test("files of rockpools that wrote no checksums open as they did, and get them", async () => {
  const folder = await folderWith({ "p.json": database(["1", "ada"]), "p.journal": putLine("2", "bob") });
  const driver = await openFolder(folder);
  expect(await names(driver)).toEqual(["ada", "bob"]);
  await driver.close();
  expect(await readdir(folder)).toContain("format");
  expect(await readFile(`${folder}/p.json`, "utf8")).toMatch(/"#":"[0-9a-f]{8}"/);
});
