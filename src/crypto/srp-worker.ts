import { parentPort } from "node:worker_threads";
import { modularPower } from "./modexp.ts";
import { type Exchange, exchange } from "./srp.ts";

/** What a worker thread is asked: a verifier, or an exchange with one. */
export type Task = { readonly exponent: Uint8Array } | { readonly verifier: Uint8Array; readonly clientValue: string };

/** What it answers, in the order of the tasks. */
export type Result = { readonly value: Uint8Array | Exchange } | { readonly failure: string };

parentPort?.on("message", (task: Task) => parentPort!.postMessage(resultOf(task)));

function resultOf(task: Task): Result {
  try {
    return { value: "exponent" in task ? modularPower(task.exponent) : exchange(task.verifier, task.clientValue) };
  } catch (error) {
    return { failure: (error as Error).message };
  }
}
