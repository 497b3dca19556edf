import { describe, expect, test } from "vitest";
import { type Driver, GLOBAL, PartitionGone, StaleWrite, UniqueViolation, VERSION } from "#src/storage/driver.ts";
import { createMemoryDriver } from "#src/storage/memory.ts";
import { DRIVERS, ids, person, readAll } from "./drivers.ts";
import { NOTES, PEOPLE, type Person, put, remove } from "./tables.ts";

const ada: Person = { id: "1", name: "ada", emails: ["ada@a.example", "ada@b.example"], badge: "b1", town: "London" };

const outcomes = async (writes: readonly Promise<void>[]): Promise<string[]> =>
  (await Promise.allSettled(writes)).map(({ status }) => status).sort();

const byName = (driver: Driver, key: string) => driver.find("people", { index: "name", key, partition: "p" });

describe.each(DRIVERS)("$name", ({ open }) => {
  test("get, after a put, gives the very object with version 1", async () => {
    const driver = await open();
    const value = { ...ada };
    await driver.commit([put("p", value)]);
    expect(await person(driver, "p", "1")).toBe(value);
    expect(value).toEqual({ ...ada, [VERSION]: 1 });
  });

  test("get, of a row or partition that is not there, gives nothing", async () => {
    const driver = await open();
    await driver.commit([put("p", { ...ada })]);
    expect(await person(driver, "p", "2")).toBeUndefined();
    expect(await person(driver, "q", "1")).toBeUndefined();
    expect(await driver.list("people", { partition: "q", limit: 1 })).toEqual({ items: [] });
  });

  test("put, of a changed copy, counts the version up and leaves the value read before as it was", async () => {
    const driver = await open();
    await driver.commit([put("p", { ...ada })]);
    const before = await person(driver, "p", "1");
    await driver.commit([put("p", { ...before, town: "Paris" })]);
    expect(await person(driver, "p", "1")).toEqual({ ...ada, town: "Paris", [VERSION]: 2 });
    expect(before).toEqual({ ...ada, [VERSION]: 1 });
  });

  test("put, of the object read without a change, counts the version up and leaves the one read as it was", async () => {
    const driver = await open();
    await driver.commit([put("p", { ...ada })]);
    const before = await person(driver, "p", "1");
    await driver.commit([put("p", before)]);
    expect((await person(driver, "p", "1"))[VERSION]).toBe(2);
    expect(before[VERSION]).toBe(1);
  });

  test("a stored value cannot be changed in place", async () => {
    const driver = await open();
    await driver.commit([put("p", { ...ada })]);
    const value = (await person(driver, "p", "1")) as { name: string };
    expect(() => (value.name = "eve")).toThrow(TypeError);
  });

  test("commit, with a version that is no longer current, is refused and changes nothing", async () => {
    const driver = await open();
    await driver.commit([put("p", { ...ada })]);
    const read = await person(driver, "p", "1");
    await driver.commit([put("p", { ...read, town: "Paris" })]);
    const stale = driver.commit([put("p", { id: "2", name: "bob" }), put("p", { ...read, town: "Rome" })]);
    await expect(stale).rejects.toThrow(StaleWrite);
    await expect(driver.commit([remove("p", read)])).rejects.toThrow(StaleWrite);
    expect((await person(driver, "p", "1")).town).toBe("Paris");
    expect(await driver.count("people", "p")).toBe(1);
  });

  test("commit, of a new row where one exists, is refused as stale", async () => {
    const driver = await open();
    await driver.commit([put("p", { ...ada })]);
    await expect(driver.commit([put("p", { id: "1", name: "other" })])).rejects.toThrow(StaleWrite);
  });

  test("remove, then put again, begins at version 1", async () => {
    const driver = await open();
    await driver.commit([put("p", { ...ada })]);
    await driver.commit([put("p", await person(driver, "p", "1"))]);
    await driver.commit([remove("p", await person(driver, "p", "1"))]);
    expect(await person(driver, "p", "1")).toBeUndefined();
    expect(await byName(driver, "ada")).toBeUndefined();
    await driver.commit([put("p", { ...ada })]);
    expect((await person(driver, "p", "1"))[VERSION]).toBe(1);
  });

  test("find, by each of several keys, finds the row, and no more by a key it gave up", async () => {
    const driver = await open();
    await driver.commit([put("p", { ...ada })]);
    for (const key of ada.emails!)
      expect(await driver.find("people", { index: "email", key, partition: "p" })).toEqual({ ...ada, [VERSION]: 1 });
    await driver.commit([put("p", { ...(await person(driver, "p", "1")), emails: ["ada@b.example"] })]);
    expect(await driver.find("people", { index: "email", key: "ada@a.example", partition: "p" })).toBeUndefined();
    expect(await driver.find("people", { index: "badge", key: "b1" })).toMatchObject({ id: "1" });
  });

  test("commit, with a unique key that another row has, is refused and changes nothing", async () => {
    const driver = await open();
    await driver.commit([put("p", { ...ada })]);
    const taken = driver.commit([put("p", { id: "2", name: "bob" }), put("p", { id: "3", name: "eve", emails: ["ada@b.example"] })]);
    await expect(taken).rejects.toMatchObject({ constructor: UniqueViolation, table: "people", index: "email" });
    expect(await byName(driver, "bob")).toBeUndefined();
  });

  test("commit, of two new rows with one unique key, is refused", async () => {
    const driver = await open();
    await expect(driver.commit([put("p", { id: "1", name: "x" }), put("p", { id: "2", name: "x" })])).rejects.toThrow(UniqueViolation);
    expect(await driver.partitions()).toEqual([]);
  });

  test("a unique key of a partition is free in another, one of all partitions is not", async () => {
    const driver = await open();
    await driver.commit([put("p", { ...ada })]);
    await driver.commit([put("q", { id: "1", name: "ada" })]);
    await expect(driver.commit([put("q", { id: "2", name: "bob", badge: "b1" })])).rejects.toThrow(UniqueViolation);
    expect(await driver.count("people")).toBe(2);
  });

  test("commit, where two rows exchange their unique keys, succeeds", async () => {
    const driver = await open();
    await driver.commit([put("p", { id: "1", name: "ada" }), put("p", { id: "2", name: "bob" })]);
    const [first, second] = [await person(driver, "p", "1"), await person(driver, "p", "2")];
    await driver.commit([put("p", { ...first, name: "bob" }), put("p", { ...second, name: "ada" })]);
    expect(await byName(driver, "ada")).toMatchObject({ id: "2" });
    expect(await byName(driver, "bob")).toMatchObject({ id: "1" });
  });

  test("commit, where a row takes the key of one removed by the same commit, succeeds in either order", async () => {
    const driver = await open();
    await driver.commit([put("p", { id: "1", name: "ada" })]);
    await driver.commit([put("p", { id: "2", name: "ada" }), remove("p", await person(driver, "p", "1"))]);
    expect(await byName(driver, "ada")).toMatchObject({ id: "2" });
    await driver.commit([remove("p", await person(driver, "p", "2")), put("p", { id: "3", name: "ada" })]);
    expect(await byName(driver, "ada")).toMatchObject({ id: "3" });
  });

  test("two commits at once that create one unique key: exactly one wins, every time", async () => {
    const driver = await open();
    for (let round = 0; round < 50; round++) {
      const rivals = ["a", "b"].map((side) => driver.commit([put("p", { id: `${round}${side}`, name: `name ${round}` })]));
      expect(await outcomes(rivals)).toEqual(["fulfilled", "rejected"]);
    }
    expect(await driver.count("people", "p")).toBe(50);
  });

  test("twenty commits at once from one version: exactly one wins", async () => {
    const driver = await open();
    await driver.commit([put("p", { ...ada })]);
    const read = await person(driver, "p", "1");
    const writes = Array.from({ length: 20 }, (_, visits) => driver.commit([put("p", { ...read, visits })]));
    expect((await outcomes(writes)).filter((status) => status === "fulfilled")).toHaveLength(1);
  });

  test("commit, across partitions or twice to one row, is refused", async () => {
    const driver = await open();
    await expect(driver.commit([put("p", { ...ada }), put("q", { id: "2", name: "bob" })])).rejects.toThrow("one partition");
    await expect(driver.commit([put("p", { ...ada }), put("p", { ...ada })])).rejects.toThrow("twice");
    expect(await driver.count("people")).toBe(0);
  });

  test("a value that cannot be worked out, in a commit, leaves everything as it was", async () => {
    const driver = await open();
    await expect(driver.commit([put("p", { id: "1", name: "x" }), put("p", { id: "2", name: "y", emails: 5 as never })])).rejects.toThrow(
      TypeError,
    );
    expect(await driver.count("people")).toBe(0);
    await driver.commit([put("p", { id: "1", name: "x" })]);
  });

  test("drop, of one partition, frees its keys and leaves the others", async () => {
    const driver = await open();
    await driver.commit([put("p", { ...ada })]);
    await driver.commit([put("q", { id: "9", name: "zoe" })]);
    await readAll(driver, "people", { index: "visits", limit: 5 });
    await driver.drop("p");
    await driver.drop("never there");
    expect(await driver.partitions()).toEqual(["q"]);
    expect(ids(await readAll(driver, "people", { index: "visits", limit: 5 }))).toEqual(["9"]);
    await driver.commit([put("q", { ...ada })]);
  });

  test("load, of a dump of another partition, replaces what was there and begins at version 1", async () => {
    const driver = await open();
    await driver.commit([put("p", { ...ada, badge: undefined })]);
    await driver.commit([put("p", await person(driver, "p", "1"))]);
    await driver.commit([put("q", { id: "old", name: "old" })]);
    await driver.load("q", await driver.dump("p"));
    expect(JSON.parse(JSON.stringify(await driver.dump("q")))).toEqual({
      people: { "1": JSON.parse(JSON.stringify({ ...ada, badge: undefined })) },
    });
    expect((await person(driver, "q", "1"))[VERSION]).toBe(1);
    expect((await person(driver, "p", "1"))[VERSION]).toBe(2);
    expect(await driver.find("people", { index: "name", key: "old", partition: "q" })).toBeUndefined();
  });

  test("load, of rows whose key another partition has, is refused and changes nothing", async () => {
    const driver = await open();
    await driver.commit([put("p", { ...ada })]);
    await driver.commit([put("q", { id: "old", name: "old" })]);
    const before = await person(driver, "q", "old");
    await expect(driver.load("q", await driver.dump("p"))).rejects.toThrow(UniqueViolation);
    expect(await person(driver, "q", "old")).toBe(before);
    await expect(driver.load("q", { people: { a: { name: "x" }, b: { name: "x" } } })).rejects.toThrow(UniqueViolation);
  });

  test("load, of a partition's own dump, succeeds", async () => {
    const driver = await open();
    await driver.commit([put("p", { ...ada })]);
    await driver.load("p", await driver.dump("p"));
    expect(await driver.find("people", { index: "badge", key: "b1" })).toMatchObject({ id: "1" });
  });

  test("ids that are names of an object's own properties are ids like others", async () => {
    const driver = await open();
    for (const id of ["__proto__", "constructor", "toString"]) await driver.commit([put("p", { id, name: id })]);
    const dump = await driver.dump("p");
    await driver.drop("p");
    await driver.load("p", dump);
    expect(ids(await readAll(driver, "people", { partition: "p", limit: 2 }))).toEqual(["__proto__", "constructor", "toString"]);
  });
});

describe.each(DRIVERS)("a check, in $name,", ({ open }) => {
  test("refuses the commit where its row was changed or removed since it was read, and writes nothing itself", async () => {
    const driver = await open();
    await driver.commit([put("p", { id: "1", name: "ada" })]);
    const read = await person(driver, "p", "1");
    const check = { ...remove("p", read), check: true } as const;
    await driver.commit([check, put("p", { id: "2", name: "bob" })]);
    expect(await person(driver, "p", "1")).toBe(read);
    await driver.commit([put("p", { ...read, town: "Rome" })]);
    await expect(driver.commit([check, put("p", { id: "3", name: "eve" })])).rejects.toThrow(StaleWrite);
    await expect(driver.drop("p", [check])).rejects.toThrow(StaleWrite);
    await driver.commit([remove("p", await person(driver, "p", "1"))]);
    await expect(driver.commit([check])).rejects.toThrow(StaleWrite);
    expect(await person(driver, "p", "3")).toBeUndefined();
    expect(await driver.count("people", "p")).toBe(1);
  });
});

test("a partition that a row has to carry takes nothing without it, nor after it is dropped, and leaves nothing behind", async () => {
  const driver = createMemoryDriver([{ ...PEOPLE, carries: true }, NOTES]);
  const note = { table: "notes", partition: "p", id: "n", expected: 0, value: { text: "x" } };
  await expect(driver.commit([note])).rejects.toThrow(PartitionGone);
  await driver.commit([note, put("p", { id: "p", name: "pool" })]);
  await driver.drop("p");
  await expect(driver.commit([note])).rejects.toThrow(PartitionGone);
  await driver.commit([{ ...note, partition: GLOBAL }]);
  expect(await driver.partitions()).toEqual([GLOBAL]);
});
