import { parentPort } from "node:worker_threads";
import { modularPower } from "./modexp.ts";

/** What a worker thread is asked. */
export interface Task {
  readonly exponent: Uint8Array;
  readonly base?: Uint8Array;
}

/** What it answers, in the order of the tasks. */
export type Result = { readonly power: Uint8Array } | { readonly failure: string };

parentPort?.on("message", (task: Task) => parentPort!.postMessage(resultOf(task)));

function resultOf({ exponent, base }: Task): Result {
  try {
    return { power: modularPower(exponent, base) };
  } catch (error) {
    return { failure: (error as Error).message };
  }
}
