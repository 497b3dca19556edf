import { parentPort } from "node:worker_threads";
import { modularPower, type NextPower } from "./modexp.ts";

/** What a worker thread is asked. */
export interface Task {
  readonly exponent: Uint8Array;
  readonly base?: Uint8Array;
  readonly next?: NextPower;
}

/** What it answers, in the order of the tasks. */
export type Result = { readonly power: Uint8Array } | { readonly failure: string };

parentPort?.on("message", (task: Task) => parentPort!.postMessage(resultOf(task)));

function resultOf({ exponent, base, next }: Task): Result {
  try {
    return { power: modularPower(exponent, base, next) };
  } catch (error) {
    return { failure: (error as Error).message };
  }
}
