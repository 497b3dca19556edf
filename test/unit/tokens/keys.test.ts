import type { KeyObject } from "node:crypto";
import { expect, test } from "vitest";
import { createClock } from "#src/lib/clock.ts";
import { poolKeys } from "#src/records/keys.ts";
import { PartitionGone } from "#src/storage/driver.ts";
import { createMemoryDriver } from "#src/storage/memory.ts";
import { memoryStock } from "#src/tokens/key-stock.ts";
import { createKeySupply, generateRsaKey } from "#src/tokens/key-supply.ts";
import { createKeyStore } from "#src/tokens/keys.ts";
import { recurringKeys } from "../../support/rsa-keys.ts";
import { OTHER_POOL_ID, POOL_ID } from "./desk.ts";

const clock = createClock();
const emptyStore = () => createMemoryDriver([poolKeys.definition]);
const recurring = recurringKeys(4);

/** Hands out keys only when told to. */
function heldBack() {
  const waiting: (() => void)[] = [];
  const generate = async (): Promise<KeyObject> => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    return recurring();
  };
  return { generate, waiting, release: () => waiting.shift()?.() };
}
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const released = async (held: ReturnType<typeof heldBack>, count: number) => {
  for (let done = 0; done < count; done++) {
    while (held.waiting.length === 0) await turn();
    held.release();
    await turn();
  }
};

test("get, many at once, makes and stores one pair", async () => {
  const store = emptyStore();
  const keys = createKeyStore({ store, clock, generate: recurring });
  const all = await Promise.all([keys.get(POOL_ID), keys.get(POOL_ID), keys.get(POOL_ID)]);
  expect(new Set(all.map(({ id }) => id.kid)).size).toBe(1);
  expect(all[0].id.kid).not.toBe(all[0].access.kid);
  expect(await poolKeys.count(store)).toBe(1);
});

test("get, two processes at once on one store, agree on one pair", async () => {
  const store = emptyStore();
  const processes = [1, 2].map(() => createKeyStore({ store, clock, generate: recurring }));
  const [one, two] = await Promise.all(processes.map((keys) => keys.get(POOL_ID)));
  expect(two!.id.kid).toBe(one!.id.kid);
  expect(two!.refresh).toEqual(one!.refresh);
});

test("get, after a restart, gives the stored keys", async () => {
  const store = emptyStore();
  const before = await createKeyStore({ store, clock, generate: recurring }).get(POOL_ID);
  const after = await createKeyStore({ store, clock, generate: recurring }).get(POOL_ID);
  expect(after.access.kid).toBe(before.access.kid);
  expect(after.session).toEqual(before.session);
});

test("find, a pool without keys, gives nothing and makes none", async () => {
  const store = emptyStore();
  expect(await createKeyStore({ store, clock, generate: recurring }).find(POOL_ID)).toBeUndefined();
  expect(await store.partitions()).toEqual([]);
});

test("prepare returns before a key is made, and get waits for the same keys", async () => {
  const held = heldBack();
  const store = emptyStore();
  const keys = createKeyStore({ store, clock, generate: held.generate });
  keys.prepare(POOL_ID);
  const waiting = keys.get(POOL_ID);
  expect(await poolKeys.count(store)).toBe(0);
  await released(held, 2);
  expect((await waiting).id.kid).toHaveLength(44);
  expect(await poolKeys.count(store)).toBe(1);
});

test("forget, while keys are being made, leaves no row of the deleted pool behind, and tells who waits for them that it is gone", async () => {
  const held = heldBack();
  const store = emptyStore();
  const keys = createKeyStore({ store, clock, generate: held.generate });
  keys.prepare(POOL_ID);
  const waiting = expect(keys.get(POOL_ID)).rejects.toThrow(PartitionGone);
  await turn();
  keys.forget(POOL_ID);
  await waiting;
  keys.prepare(OTHER_POOL_ID);
  const other = keys.get(OTHER_POOL_ID);
  await released(held, 2);
  await other;
  expect(await store.partitions()).toEqual([OTHER_POOL_ID]);
});

test("forget, after the pool's content was replaced, reads the keys anew", async () => {
  const [store, elsewhere] = [emptyStore(), emptyStore()];
  const keys = createKeyStore({ store, clock, generate: recurring });
  const before = await keys.get(POOL_ID);
  const imported = await createKeyStore({ store: elsewhere, clock, generate: recurring }).get(POOL_ID);
  await store.load(POOL_ID, await elsewhere.dump(POOL_ID));
  keys.forget(POOL_ID);
  expect((await keys.get(POOL_ID)).refresh).toEqual(imported.refresh);
  expect((await keys.get(POOL_ID)).refresh).not.toEqual(before.refresh);
});

test("get, a generation that failed, rejects, and the next one succeeds", async () => {
  let failures = 1;
  const generate = async () => {
    if (failures-- > 0) throw new Error("no entropy");
    return recurring();
  };
  const keys = createKeyStore({ store: emptyStore(), clock, generate });
  await expect(keys.get(POOL_ID)).rejects.toThrow("no entropy");
  expect((await keys.get(POOL_ID)).id.kid).toHaveLength(44);
});

test("the supply serves who is waited for first, in the order in which they began to wait, then the others", async () => {
  const held = heldBack();
  const supply = createKeySupply({ generate: held.generate, stock: memoryStock(0), lanes: 1 });
  const served: string[] = [];
  const takes = ["a", "b", "c", "d"].map((owner) => supply.take(owner).then(() => served.push(owner)));
  for (const owner of ["c", "d", "c"]) supply.hurry(owner);
  await turn();
  expect(held.waiting).toHaveLength(1);
  await released(held, 4);
  await Promise.all(takes);
  expect(served).toEqual(["c", "d", "a", "b"]);
});

test("the supply makes as many keys at once as it has lanes and takers", async () => {
  const held = heldBack();
  const supply = createKeySupply({ generate: held.generate, stock: memoryStock(0), lanes: 3 });
  const takes = [1, 2, 3, 4].map((each) => supply.take(`pool ${each}`));
  await turn();
  expect(held.waiting).toHaveLength(3);
  await released(held, 3);
  await turn();
  expect(held.waiting).toHaveLength(1);
  await released(held, 1);
  await Promise.all(takes);
  expect(held.waiting).toHaveLength(0);
});

test("a warm supply hands out spares at once and replaces them", async () => {
  const held = heldBack();
  const supply = createKeySupply({ generate: held.generate, stock: memoryStock(1) });
  supply.warm();
  await released(held, 1);
  expect((await supply.take("a")).asymmetricKeyType).toBe("rsa");
  await turn();
  expect(held.waiting).toHaveLength(1);
  held.release();
  await supply.close();
});

test("a closed supply refuses, and rejects who still waits", async () => {
  const held = heldBack();
  const supply = createKeySupply({ generate: held.generate, stock: memoryStock(0) });
  const waiting = expect(supply.take("a")).rejects.toThrow("not wanted");
  await turn();
  held.release();
  await supply.close();
  await waiting;
  await expect(supply.take("b")).rejects.toThrow("closed");
});

test("a generated key is an RSA key of 2048 bits", async () => {
  expect((await generateRsaKey()).asymmetricKeyDetails).toMatchObject({ modulusLength: 2048 });
});
