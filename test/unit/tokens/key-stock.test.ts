import { fork } from "node:child_process";
import type { KeyObject } from "node:crypto";
import { once } from "node:events";
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { folderStock, type KeyStock } from "#src/tokens/key-stock.ts";
import { createKeySupply, generateRsaKey } from "#src/tokens/key-supply.ts";
import { recurringKeys } from "../../support/rsa-keys.ts";

const recurring = recurringKeys(4);
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "rockpool-stock-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "keys");
}

async function filled(folder: string, count: number): Promise<KeyStock> {
  const stock = folderStock(folder)!;
  for (let put = 0; put < count; put++) stock.put(await recurring());
  return stock;
}

const keysIn = async (folder: string) => (await readdir(folder)).filter((name) => name.endsWith(".key"));

test("a key that is put is there for the next process, for its owner alone, and is given out once", async () => {
  const folder = await newFolder();
  const key = await generateRsaKey();
  folderStock(folder)!.put(key);
  const [file] = await keysIn(folder);
  expect((await stat(join(folder, file!))).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  const later = folderStock(folder)!;
  expect(later.take()?.equals(key)).toBe(true);
  expect(later.take()).toBeUndefined();
  expect(await keysIn(folder)).toEqual([]);
});

test("it grows to as many keys as one server has taken, and remembers that", async () => {
  const folder = await newFolder();
  const stock = await filled(folder, 2);
  expect(stock.missing).toBe(0);
  for (let taken = 0; taken < 6; taken++) stock.take();
  expect(stock.missing).toBe(6);
  expect(folderStock(folder)!.missing).toBe(6);
  for (let taken = 0; taken < 1000; taken++) stock.take();
  expect(folderStock(folder)!.missing).toBe(256);
});

test("a file that a killed server left half written is no key, and goes", async () => {
  const folder = await newFolder();
  const stock = await filled(folder, 1);
  await writeFile(join(folder, "0.key"), "-----BEGIN PRIVATE KEY-----\nMIIEv");
  expect(stock.take()?.asymmetricKeyType).toBe("rsa");
  expect(stock.take()).toBeUndefined();
  expect(await keysIn(folder)).toEqual([]);
});

test("a folder that others may write to, or that cannot be made, is not used", async () => {
  const folder = await newFolder();
  await filled(folder, 1);
  await chmod(folder, 0o777);
  expect(folderStock(folder)).toBeUndefined();
  expect(folderStock("/dev/null/keys")).toBeUndefined();
});

test("where it cannot be written to, no more keys are made for it", async () => {
  const folder = await newFolder();
  const stock = folderStock(folder)!;
  await rm(folder, { recursive: true });
  await writeFile(folder, "in the way");
  let made = 0;
  const supply = createKeySupply({ generate: () => recurring().finally(() => (made += 1)), stock });
  await supply.take("a");
  for (let turns = 0; turns < 50; turns++) await turn();
  await supply.close();
  expect(made).toBeLessThanOrEqual(3);
});

test("whoever waits gets a key that was just made, and what nobody waits for is kept for the next run", async () => {
  const folder = await newFolder();
  const supply = createKeySupply({ generate: recurring, stock: folderStock(folder)! });
  await Promise.all(["a", "b", "c"].map((owner) => supply.take(owner)));
  while ((await keysIn(folder)).length < 3) await turn();
  await supply.close();
  expect(await keysIn(folder)).toHaveLength(3);
});

test("with a filled stock nobody waits: no key is made before all have theirs", async () => {
  const folder = await newFolder();
  await filled(folder, 80);
  const begun: ((key: KeyObject) => void)[] = [];
  const generate = () => new Promise<KeyObject>((resolve) => begun.push(resolve));
  const supply = createKeySupply({ generate, stock: folderStock(folder)! });
  const takes = Array.from({ length: 80 }, (_, index) => supply.take(`pool ${index >> 1}`));
  expect(await keysIn(folder)).toEqual([]);
  await Promise.all(takes);
  expect(begun).toHaveLength(1);
  const closed = supply.close();
  begun[0]!(await recurring());
  await closed;
});

test("two processes that take at once never get the same key", async () => {
  const folder = await newFolder();
  const stock = folderStock(folder)!;
  const keys = await Promise.all(Array.from({ length: 12 }, () => generateRsaKey()));
  for (const key of keys) stock.put(key);
  const takers = [1, 2].map(() =>
    fork(fileURLToPath(new URL("./key-taker.ts", import.meta.url)), [folder], { execArgv: ["--import", "tsx"] }),
  );
  await Promise.all(takers.map((taker) => once(taker, "message")));
  const answers = takers.map((taker) => once(taker, "message"));
  // Having answered, they listen no more and end.
  const exits = takers.map((taker) => once(taker, "exit"));
  for (const taker of takers) taker.send("go");
  const taken = (await Promise.all(answers)).flatMap(([list]) => list as string[]);
  await Promise.all(exits);
  expect(taken).toHaveLength(12);
  expect(new Set(taken).size).toBe(12);
  expect(await readFile(join(folder, "wanted"), "utf8")).toMatch(/^\d+$/);
});
