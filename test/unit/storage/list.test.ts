import { describe, expect, test } from "vitest";
import type { Driver } from "#src/storage/driver.ts";
import { BadPosition } from "#src/storage/position.ts";
import { DRIVERS, ids, person, readAll } from "./drivers.ts";
import { put, remove } from "./tables.ts";

const TOWNS = ["Ulm", "Ulm\uffff", "Ul", "Umea", "ulm", "Ulm", "\uffff\uffff", "\uffffx", "", "Ulm\0"];

async function townsFilled(driver: Driver): Promise<void> {
  for (const [at, town] of TOWNS.entries()) await driver.commit([put(at % 2 ? "p" : "q", { id: `i${at}`, name: `n${at}`, town })]);
}

const padded = (number: number): string => String(number).padStart(5, "0");

describe.each(DRIVERS)("$name", ({ open }) => {
  test("list, without an index, is in the order of partitions and ids, whatever the order of writing", async () => {
    const driver = await open();
    for (const id of ["c", "a", "b"])
      for (const partition of ["q", "p"]) await driver.commit([put(partition, { id, name: id, badge: partition + id })]);
    const badges = (await readAll(driver, "people", { limit: 2 })).map((row) => (row as { badge: string }).badge);
    expect(badges).toEqual(["pa", "pb", "pc", "qa", "qb", "qc"]);
    expect(ids(await readAll(driver, "people", { partition: "q", reverse: true, limit: 1 }))).toEqual(["c", "b", "a"]);
  });

  test("list, by equal key or by prefix, gives those rows and no others, in both directions", async () => {
    const driver = await open();
    await Promise.all(TOWNS.map((town, at) => driver.commit([put("p", { id: `i${at}`, name: `n${at}`, town })])));
    const query = { partition: "p", index: "town", limit: 2 };
    expect(ids(await readAll(driver, "people", { ...query, equals: "Ulm" }))).toEqual(["i0", "i5"]);
    expect(ids(await readAll(driver, "people", { ...query, prefix: "Ulm" }))).toEqual(["i0", "i5", "i9", "i1"]);
    expect(ids(await readAll(driver, "people", { ...query, prefix: "Ulm", reverse: true }))).toEqual(["i1", "i9", "i5", "i0"]);
    expect(ids(await readAll(driver, "people", { ...query, prefix: "\uffff" }))).toEqual(["i7", "i6"]);
    expect(ids(await readAll(driver, "people", { ...query, equals: "" }))).toEqual(["i8"]);
    expect(await readAll(driver, "people", { ...query, prefix: "" })).toHaveLength(TOWNS.length);
    expect(await readAll(driver, "people", { ...query, equals: "Rome" })).toEqual([]);
  });

  test("list, by an index across all partitions, orders by key, then id", async () => {
    const driver = await open();
    await townsFilled(driver);
    expect(ids(await readAll(driver, "people", { index: "visits", equals: "000000", limit: 3 }))).toEqual(TOWNS.map((_, at) => `i${at}`));
  });

  test("list, of exactly as many rows as the limit, says that there is no next page", async () => {
    const driver = await open();
    for (const id of ["a", "b"]) await driver.commit([put("p", { id, name: id })]);
    expect((await driver.list("people", { partition: "p", limit: 2 })).next).toBeUndefined();
    expect((await driver.list("people", { partition: "p", limit: 1 })).next).toBeTypeOf("string");
  });

  test("list, after rows changed their keys, follows the change", async () => {
    const driver = await open();
    for (const id of ["a", "b", "c"]) await driver.commit([put("p", { id, name: id, town: id })]);
    const query = { partition: "p", index: "town", limit: 10 };
    expect(ids(await readAll(driver, "people", query))).toEqual(["a", "b", "c"]);
    await driver.commit([
      put("p", { ...(await person(driver, "p", "a")), town: "z" }),
      put("p", { ...(await person(driver, "p", "b")), town: undefined }),
    ]);
    expect(ids(await readAll(driver, "people", query))).toEqual(["c", "a"]);
  });

  test("list, page by page while other rows are added and removed, gives each of 1,000 rows exactly once", async () => {
    const driver = await open();
    const rows = Array.from({ length: 1000 }, (_, at) => ({
      id: `keep${padded((at * 7) % 1000)}`,
      name: `n${at}`,
      town: `t${padded(at)}`,
    }));
    await Promise.all(rows.map((row) => driver.commit([put("p", row)])));
    const seen: string[] = [];
    let after: string | undefined;
    for (let page = 0; page === 0 || after !== undefined; page++) {
      const { items, next } = await driver.list("people", { partition: "p", index: "town", limit: 17, after });
      seen.push(...ids(items).filter((id) => id.startsWith("keep")));
      after = next;
      const passing = await driver.find("people", { index: "name", key: `passing ${page - 2}`, partition: "p" });
      await driver.commit([put("p", { id: `passing${page}`, name: `passing ${page}`, town: `t${padded((page * 331) % 1000)}x` })]);
      if (passing) await driver.commit([remove("p", passing as never)]);
    }
    expect(seen).toHaveLength(1000);
    expect(seen).toEqual(rows.map((row) => row.id));
  });

  test("list, after the row at which the page before ended was removed, goes on with the one after it", async () => {
    const driver = await open();
    for (const id of ["a", "b", "c", "d"]) await driver.commit([put("p", { id, name: id })]);
    const { next } = await driver.list("people", { partition: "p", limit: 2 });
    await driver.commit([remove("p", await person(driver, "p", "b")), remove("p", await person(driver, "p", "c"))]);
    expect(ids((await driver.list("people", { partition: "p", limit: 2, after: next })).items)).toEqual(["d"]);
  });

  test("list, while its order is made from many rows and others are written, misses none and doubles none", async () => {
    const driver = await open();
    const all = Array.from({ length: 5000 }, (_, at) => `r${padded(at)}`);
    await Promise.all(all.slice(0, 4900).map((id) => driver.commit([put("p", { id, name: id, town: "x" })])));
    const reading = readAll(driver, "people", { partition: "p", index: "town", equals: "x", limit: 5000 });
    const moved = await person(driver, "p", "r00001");
    await Promise.all([
      ...all.slice(4900).map((id) => driver.commit([put("p", { id, name: id, town: "x" })])),
      driver.commit([put("p", { ...moved, town: "y" })]),
    ]);
    await reading;
    expect(ids(await readAll(driver, "people", { partition: "p", index: "town", equals: "x", limit: 700 }))).toEqual(
      all.filter((id) => id !== "r00001"),
    );
    expect(ids(await readAll(driver, "people", { partition: "p", index: "town", equals: "y", limit: 700 }))).toEqual(["r00001"]);
  });

  test.each(["", "x", "bnVsbA", Buffer.from('["a","b"]').toString("base64url"), Buffer.from("[1,2,3]").toString("base64url")])(
    "list, from a position that was never given out (%j), is refused",
    async (after) => {
      const driver = await open();
      await expect(driver.list("people", { limit: 1, after })).rejects.toThrow(BadPosition);
    },
  );

  test("list, find and get, of what is not declared, are refused", async () => {
    const driver = await open();
    await expect(driver.list("people", { limit: 0 })).rejects.toThrow(RangeError);
    await expect(driver.list("people", { limit: 1, equals: "x" })).rejects.toThrow("only an index");
    await expect(driver.list("people", { limit: 1, index: "colour" })).rejects.toThrow("unknown index");
    await expect(driver.find("people", { index: "town", key: "x", partition: "p" })).rejects.toThrow("not unique");
    await expect(driver.find("people", { index: "name", key: "x" })).rejects.toThrow("needs a partition");
    await expect(driver.get({ table: "cars", partition: "p", id: "1" })).rejects.toThrow("unknown table");
  });
});
