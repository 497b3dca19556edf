import { mkdir, rm } from "node:fs/promises";
import { expect, test } from "vitest";
import type { Driver } from "#src/storage/driver.ts";
import { database, dataFiles, folderWith, line, names, open, putLine } from "./data-folder.ts";
import { copyOf, ids, newFolder, openFolder, person, readAll } from "./drivers.ts";
import { put, remove } from "./tables.ts";

const archive = putLine("1", "ada") + putLine("2", "old bob") + putLine("3", "gone");
const journal = putLine("2", "bob") + line(["remove", "people", "3"]) + putLine("4", "eve");

test.each([
  [
    "before the new file was in place",
    { "p.json": database(["0", "zero"]), "p.journal.1": archive, "p.journal": journal, "p.json.tmp": '{\n  "peo' },
  ],
  [
    "after it was, with later records in it",
    { "p.json": database(["0", "zero"], ["1", "ada"], ["2", "bob"], ["3", "gone"]), "p.journal.1": archive, "p.journal": journal },
  ],
  [
    "after the old journals were removed",
    { "p.json": database(["0", "zero"], ["1", "ada"], ["2", "bob"], ["3", "gone"]), "p.journal": journal },
  ],
  [
    "twice, with two journals set aside",
    {
      "p.json": database(["0", "zero"]),
      "p.journal.9": archive,
      "p.journal.10": journal.slice(0, putLine("2", "bob").length),
      "p.journal": journal.slice(putLine("2", "bob").length),
    },
  ],
])("a crash %s loses nothing and leaves nothing behind", async (_when, files: Record<string, string>) => {
  const folder = await folderWith(files);
  const driver = await openFolder(folder);
  expect(await names(driver)).toEqual(["ada", "bob", "eve", "zero"]);
  await driver.close();
  expect(await dataFiles(folder)).toEqual(["p.json"]);
  expect(await names(await open(folder))).toEqual(["ada", "bob", "eve", "zero"]);
});

const PAIRS = Array.from({ length: 12 }, (_, at) => [`${at}a`, `${at}b`] as const);
const visitsOf = async (driver: Driver, id: string): Promise<number> => (await person(driver, "p", id))?.visits ?? 0;

/** Counts a pair of large rows up, both in one commit, `times` times, and tells of each time that was acknowledged. */
async function countUp(driver: Driver, pair: readonly string[], times: number, done: (visits: number) => Promise<void>): Promise<void> {
  for (let visits = 1; visits <= times; visits++) {
    const read = await Promise.all(pair.map(async (id) => (await person(driver, "p", id)) ?? { id, name: id }));
    await driver.commit(read.map((row) => put("p", { ...row, visits, town: "x".repeat(20_000) })));
    await done(visits);
  }
}

test("a journal that outgrows its file is folded while commits go on, and a start at any moment finds every acknowledged one, none by half", async () => {
  const folder = await newFolder();
  const driver = await open(folder);
  const acknowledged = new Map<string, number>();
  let commits = 0;
  const startAnew = async () => {
    const expected = new Map(acknowledged);
    const found = await openFolder(await copyOf(folder));
    for (const [first, second] of PAIRS) {
      expect(await visitsOf(found, first)).toBeGreaterThanOrEqual(expected.get(first) ?? 0);
      expect(await visitsOf(found, second)).toBe(await visitsOf(found, first));
    }
    await found.close();
  };
  const counting = PAIRS.map((pair) =>
    countUp(driver, pair, 60, async (visits) => {
      acknowledged.set(pair[0], visits);
      commits += 1;
      if (commits % 20 === 0) await startAnew();
    }),
  );
  await Promise.all(counting);
  expect(await dataFiles(folder)).toContain("p.json");
  await driver.close();
  expect(await dataFiles(folder)).toEqual(["p.json"]);
  const again = await open(folder);
  for (const id of PAIRS.flat()) expect(await visitsOf(again, id)).toBe(60);
});

test("a fold that cannot write its file loses nothing, and commits go on", async () => {
  const folder = await newFolder();
  const driver = await openFolder(folder);
  await driver.commit([put("p", { id: "1", name: "ada" })]);
  await mkdir(`${folder}/p.json.tmp`);
  await driver.close();
  expect(await dataFiles(folder)).toEqual(["p.journal.1", "p.json.tmp"]);
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
