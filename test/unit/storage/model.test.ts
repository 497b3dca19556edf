import { rm } from "node:fs/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Change, type Driver, type ListQuery, StaleWrite, UniqueViolation } from "#src/storage/driver.ts";
import { createMemoryDriver } from "#src/storage/memory.ts";
import { copyOf, newFolder, openFolder, readAll } from "./drivers.ts";
import { NaiveStore } from "./naive-store.ts";
import { type Person, TABLES } from "./tables.ts";

const PARTITIONS = ["p", "q"];
const partition = fc.constantFrom(...PARTITIONS);
const few = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const personValue: fc.Arbitrary<Person> = fc.record({
  id: fc.constantFrom("1", "2", "3", "10", "a"),
  name: fc.constantFrom("ada", "bob", "eve", "zoe", "ian"),
  emails: few(fc.array(fc.constantFrom("x", "y", "z", "xy"), { maxLength: 2 })),
  badge: few(fc.constantFrom("b1", "b2", "b3")),
  town: few(fc.constantFrom("", "Ul", "Ulm", "Ulm\uffff", "ulm")),
  visits: few(fc.nat(3)),
});

/** A change as drawn: `lag` 0 is made with the current version, otherwise with an older one. */
const change = fc.record({ value: personValue, removes: fc.boolean(), lag: fc.constantFrom(0, 0, 0, 0, 1) });
const changes = fc.uniqueArray(change, { minLength: 1, maxLength: 3, selector: ({ value }) => value.id });
const query: fc.Arbitrary<Omit<ListQuery, "limit">> = fc
  .record({
    partition: few(partition),
    reverse: fc.boolean(),
    index: few(fc.constantFrom("name", "email", "badge", "town", "visits")),
    key: few(fc.constantFrom("", "x", "Ulm", "b", "000001")),
    exact: fc.boolean(),
  })
  .map(({ key, exact, ...rest }) =>
    rest.index === undefined || key === undefined ? rest : { ...rest, [exact ? "equals" : "prefix"]: key },
  );

type Operation =
  | { readonly kind: "commit"; readonly partition: string; readonly changes: readonly { value: Person; removes: boolean; lag: number }[] }
  | { readonly kind: "drop" | "reopen"; readonly partition: string }
  | { readonly kind: "load"; readonly partition: string; readonly values: readonly Person[] }
  | { readonly kind: "list"; readonly query: Omit<ListQuery, "limit">; readonly limit: number };

const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant("commit" as const), partition, changes }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("drop" as const, "reopen" as const), partition }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("load" as const),
      partition,
      values: fc.uniqueArray(personValue, { maxLength: 3, selector: ({ id }) => id }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("list" as const), query, limit: fc.integer({ min: 1, max: 4 }) }) },
);

async function outcome(work: Promise<void>): Promise<string> {
  try {
    await work;
    return "done";
  } catch (error) {
    if (error instanceof StaleWrite) return "stale";
    if (error instanceof UniqueViolation) return "taken";
    throw error;
  }
}

/** A driver beside the model; `reopen` starts it anew and says whether versions began anew with it. */
interface Subject {
  driver: Driver;
  readonly reopen: () => Promise<boolean>;
}

async function step({ driver }: Subject, model: NaiveStore, drawn: Exclude<Operation, { kind: "reopen" }>): Promise<void> {
  if (drawn.kind === "list") {
    const found = await readAll(driver, "people", { ...drawn.query, limit: drawn.limit });
    expect(found).toEqual(model.list(drawn.query));
  } else if (drawn.kind === "load") {
    const dump = { people: Object.fromEntries(drawn.values.map((value) => [value.id, value])) };
    expect(await outcome(driver.load(drawn.partition, dump))).toBe(model.load(drawn.partition, drawn.values));
  } else if (drawn.kind === "commit") {
    const made = drawn.changes.map((entry) => toChange(model, drawn.partition, entry));
    expect(await outcome(driver.commit(made))).toBe(model.commit(made));
  } else {
    await driver.drop(drawn.partition);
    model.drop(drawn.partition);
  }
}

function toChange(model: NaiveStore, where: string, { value, removes, lag }: { value: Person; removes: boolean; lag: number }): Change {
  const version = model.row(where, value.id)?.version ?? 0;
  const key = { table: "people", partition: where, id: value.id, expected: Math.max(0, version - lag) };
  return removes ? key : { ...key, value: { ...value } };
}

async function sameAtTheEnd(driver: Driver, model: NaiveStore): Promise<void> {
  for (const index of [undefined, "name", "email", "badge", "town", "visits"]) {
    for (const where of [undefined, ...PARTITIONS]) {
      expect(await readAll(driver, "people", { index, partition: where, limit: 3 })).toEqual(model.list({ index, partition: where }));
    }
  }
  for (const { partition: where, id, value } of model.rows) {
    expect(await driver.get({ table: "people", partition: where, id })).toMatchObject(JSON.parse(JSON.stringify(value)) as object);
    expect(await driver.find("people", { index: "name", key: value.name, partition: where })).toMatchObject({ id });
  }
  expect(await driver.partitions()).toEqual(PARTITIONS.filter((where) => model.rows.some((row) => row.partition === where)));
}

async function play(subject: Subject, operations: readonly Operation[]): Promise<NaiveStore> {
  const model = new NaiveStore();
  for (const drawn of operations) {
    if (drawn.kind !== "reopen") await step(subject, model, drawn);
    else if (await subject.reopen()) model.reopen();
  }
  await sameAtTheEnd(subject.driver, model);
  return model;
}

/** As after a crash: from the files as they are, with nothing closed. */
async function sameFromFiles(folder: string, model: NaiveStore): Promise<void> {
  const driver = await openFolder(await copyOf(folder));
  model.reopen();
  await sameAtTheEnd(driver, model);
  await driver.close();
}

test("memory, through any operations, does what the naive store does", async () => {
  const property = fc.asyncProperty(fc.array(operation, { maxLength: 60 }), async (operations) => {
    await play({ driver: createMemoryDriver(TABLES), reopen: async () => false }, operations);
  });
  await fc.assert(property, { numRuns: 300 });
});

test("lowdb, through any operations and closed and opened in between, does what the naive store does", async () => {
  const folder = await newFolder();
  const property = fc.asyncProperty(fc.array(operation, { maxLength: 60 }), async (operations) => {
    const subject: Subject = {
      driver: await openFolder(folder),
      reopen: async () => {
        await subject.driver.close();
        subject.driver = await openFolder(folder);
        return true;
      },
    };
    try {
      await sameFromFiles(folder, await play(subject, operations));
    } finally {
      await subject.driver.close();
      await rm(folder, { recursive: true });
    }
  });
  await fc.assert(property, { numRuns: 60 });
});
