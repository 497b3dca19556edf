import { Worker } from "node:worker_threads";
import { modularPower } from "./modexp.ts";
import { type Exchange, exchange } from "./srp.ts";
import type { Result, Task } from "./srp-worker.ts";

/** The arithmetic of passwords, wherever it is done. */
export interface Srp {
  /** 2 to the exponent that verifierExponent gives: 384 bytes. */
  verifier(exponent: Uint8Array): Promise<Buffer>;
  /** The server's part of a sign-in; what goes in has the forms that `exchange` asks for. */
  exchange(verifier: Uint8Array, clientValue: string): Promise<Exchange>;
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  /** Tasks that it has not answered yet; it answers in their order. */
  readonly waiting: Waiting[];
}

/**
 * Off the main thread, so that a password's check does not hold up other requests.
 * Up to `threads` workers start as work comes in; 0 computes in the calling thread, for running from TypeScript
 * sources, where there is no built worker beside this file.
 */
export function createSrp({ threads }: { threads: number }): Srp {
  if (threads === 0)
    return {
      verifier: async (exponent) => modularPower(exponent),
      exchange: async (verifier, clientValue) => exchange(verifier, clientValue),
      close: async () => {},
    };
  const running = new Set<Thread>();
  const result = <T>(task: Task) => new Promise<T>((resolve, reject) => ask(threadFor(running, threads), task, { resolve, reject }));
  return {
    verifier: async (exponent) => Buffer.from(await result<Uint8Array>({ exponent })),
    exchange: (verifier, clientValue) => result({ verifier, clientValue }),
    close: async () => {
      const stopping = [...running];
      running.clear();
      await Promise.all(stopping.map(({ worker }) => worker.terminate()));
    },
  };
}

/** One with nothing to do, a new one while there may be more, or else the one with the least to do. */
function threadFor(running: Set<Thread>, most: number): Thread {
  const [freest] = [...running].sort((a, b) => a.waiting.length - b.waiting.length);
  if (freest && (freest.waiting.length === 0 || running.size >= most)) return freest;
  return startThread(running);
}

function startThread(running: Set<Thread>): Thread {
  const worker = new Worker(new URL("./srp-worker.js", import.meta.url));
  const thread: Thread = { worker, waiting: [] };
  running.add(thread);
  worker.on("message", (result: Result) => settle(thread, result));
  const end = (error: Error): void => {
    running.delete(thread);
    for (const { reject } of thread.waiting.splice(0)) reject(error);
  };
  worker.on("error", end);
  worker.on("exit", () => end(new Error("the thread has ended")));
  return thread;
}

/** A worker keeps the process alive only while it has something to do. */
function ask({ worker, waiting }: Thread, task: Task, asking: Waiting): void {
  if (waiting.length === 0) worker.ref();
  waiting.push(asking);
  worker.postMessage(task);
}

function settle({ worker, waiting }: Thread, result: Result): void {
  const asked = waiting.shift();
  if (waiting.length === 0) worker.unref();
  if ("failure" in result) asked?.reject(new Error(result.failure));
  else asked?.resolve(result.value as never);
}
