import { Worker } from "node:worker_threads";
import { type ModularPower, modularPower } from "./modexp.ts";
import type { Result, Task } from "./modexp-worker.ts";

interface Waiting {
  readonly resolve: (power: Buffer) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  /** Tasks that it has not answered yet; it answers in their order. */
  readonly waiting: Waiting[];
}

/**
 * Modular powers off the main thread, so that a password's check does not hold up other requests.
 * Up to `threads` workers start as powers are asked for; 0 computes in the calling thread, for running from TypeScript
 * sources, where there is no built worker beside this file.
 */
export function createModularPower({ threads }: { threads: number }): ModularPower {
  if (threads === 0) return { power: async (exponent, base, next) => modularPower(exponent, base, next), close: async () => {} };
  const running = new Set<Thread>();
  return {
    power: (exponent, base, next) => new Promise((resolve, reject) => ask(threadFor(running, threads), { exponent, base, next }, { resolve, reject })),
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
  const worker = new Worker(new URL("./modexp-worker.js", import.meta.url));
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
  else asked?.resolve(Buffer.from(result.power.buffer, result.power.byteOffset, result.power.byteLength));
}
