import { generateKeyPair, type KeyObject } from "node:crypto";
import { availableParallelism } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { PartitionGone } from "../storage/driver.ts";
import type { KeyStock } from "./key-stock.ts";

const MODULUS_BITS = 2048;
const CLOSING_MS = 500;
/** Making a key takes a core from the first requests after a start, which nobody needs to wait for. */
const WARMING_MS = 1000;

/** Makes an RSA private key on libuv's threads: 50 to 500 ms of one core. */
export const generateRsaKey = (): Promise<KeyObject> =>
  new Promise((resolve, reject) =>
    generateKeyPair("rsa", { modulusLength: MODULUS_BITS }, (error, _, privateKey) => (error ? reject(error) : resolve(privateKey))),
  );

export interface KeySupply {
  /** A new private key, made for `owner` or kept ready. Rejects when the owner is dropped or the supply closed. */
  take(owner: string): Promise<KeyObject>;
  /** The owner is waited for: its keys come before others'. */
  hurry(owner: string): void;
  drop(owner: string): void;
  /** Fills up the stock in the background, in a while. */
  warm(): void;
  /** No more keys; resolves when the one that is being made is done, or shows that it takes too long to wait for. */
  close(): Promise<void>;
}

interface Waiter {
  readonly owner: string;
  readonly resolve: (key: KeyObject) => void;
  readonly reject: (error: Error) => void;
  hurried?: boolean;
}

/** As many as there are cores, but one of libuv's threads stays free for files. */
const LANES = Math.max(1, Math.min(availableParallelism(), Number(process.env["UV_THREADPOOL_SIZE"] ?? 4) - 1));

interface SupplyOptions {
  readonly generate: () => Promise<KeyObject>;
  /** Kept ready. */
  readonly stock: KeyStock;
  /** How many are made at once while somebody waits. */
  readonly lanes?: number;
}

/** While somebody waits, all cores make keys; the stock is filled up one at a time, so that the other cores stay free for signing in. */
export function createKeySupply({ generate, stock, lanes = LANES }: SupplyOptions): KeySupply {
  /** In the order in which they get their keys. */
  let waiters: Waiter[] = [];
  let closed = false;
  const making = new Set<Promise<void>>();

  const deliver = () => {
    while (waiters.length > 0) {
      const key = stock.take();
      if (!key) return;
      waiters.shift()!.resolve(key);
    }
  };
  const makeOne = async () => {
    try {
      const key = await generate();
      const first = waiters.shift();
      if (first) first.resolve(key);
      else stock.put(key);
    } catch (error) {
      // The next one in the queue may be luckier; who waits for this one learns why.
      waiters.shift()?.reject(error as Error);
    }
  };
  const isWanted = (): boolean => {
    if (closed) return false;
    return making.size < (waiters.length > 0 ? Math.min(lanes, waiters.length + stock.missing) : Math.min(1, stock.missing));
  };
  const start = () => {
    while (isWanted()) {
      const one: Promise<void> = makeOne().then(() => {
        making.delete(one);
        start();
      });
      making.add(one);
    }
  };
  const rejectWhere = (gone: (waiter: Waiter) => boolean, reason: Error) => {
    const dropped = waiters.filter(gone);
    waiters = waiters.filter((waiter) => !gone(waiter));
    for (const waiter of dropped) waiter.reject(reason);
  };

  return {
    take: (owner) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new Error("the key supply is closed"));
        waiters.push({ owner, resolve, reject });
        deliver();
        start();
      }),
    hurry: (owner) => void (waiters = hurried(waiters, owner)),
    drop: (owner) => rejectWhere((waiter) => waiter.owner === owner, new PartitionGone(owner)),
    warm: () => void setTimeout(() => closed || start(), WARMING_MS).unref(),
    close: async () => {
      closed = true;
      rejectWhere(() => true, new Error("the key is not wanted any more"));
      await Promise.race([Promise.all(making), delay(CLOSING_MS, undefined, { ref: false })]);
    },
  };
}

/** The owner's come behind those who hurried before, so that nobody is overtaken for ever. */
function hurried(waiters: readonly Waiter[], owner: string): Waiter[] {
  const late = waiters.filter((waiter) => waiter.owner === owner && !waiter.hurried);
  for (const waiter of late) waiter.hurried = true;
  const others = waiters.filter((waiter) => !late.includes(waiter));
  return [...others.filter((waiter) => waiter.hurried), ...late, ...others.filter((waiter) => !waiter.hurried)];
}
