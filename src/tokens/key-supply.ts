import { generateKeyPair, type KeyObject } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { PartitionGone } from "../storage/driver.ts";

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
  /** Fills up the spares in the background, in a while. */
  warm(): void;
  /** No more keys; resolves when the one that is being made is done, or shows that it takes too long to wait for. */
  close(): Promise<void>;
}

interface Waiter {
  readonly owner: string;
  readonly resolve: (key: KeyObject) => void;
  readonly reject: (error: Error) => void;
}

/** Keys are made one at a time, so that the other cores and threads stay free for signing in; `spares` are kept ready. */
export function createKeySupply({ generate, spares }: { generate: () => Promise<KeyObject>; spares: number }): KeySupply {
  const ready: KeyObject[] = [];
  let waiters: Waiter[] = [];
  let closed = false;
  let making: Promise<void> | undefined;

  const deliver = () => {
    while (ready.length > 0 && waiters.length > 0) waiters.shift()!.resolve(ready.shift()!);
  };
  const makeOne = async () => {
    try {
      ready.push(await generate());
    } catch (error) {
      // The next one in the queue may be luckier; who waits for this one learns why.
      waiters.shift()?.reject(error as Error);
    }
  };
  const make = async () => {
    // Without this a round with nothing to do would end before `making` is set, and no other would ever begin.
    await Promise.resolve();
    while (!closed && (waiters.length > 0 || ready.length < spares)) {
      await makeOne();
      deliver();
    }
    making = undefined;
  };
  const start = () => void (making ??= make());
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
    hurry: (owner) => {
      waiters = [...waiters.filter((waiter) => waiter.owner === owner), ...waiters.filter((waiter) => waiter.owner !== owner)];
    },
    drop: (owner) => rejectWhere((waiter) => waiter.owner === owner, new PartitionGone(owner)),
    warm: () => void setTimeout(() => closed || start(), WARMING_MS).unref(),
    close: async () => {
      closed = true;
      rejectWhere(() => true, new Error("the key is not wanted any more"));
      await Promise.race([making, delay(CLOSING_MS, undefined, { ref: false })]);
    },
  };
}
