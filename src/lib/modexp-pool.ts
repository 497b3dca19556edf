import { fileURLToPath } from "node:url";
import { Piscina } from "piscina";
import { type ModularPower, modularPower } from "./modexp.ts";

const IDLE_MS = 60_000;

/**
 * Modular powers off the main thread, so that a password's check does not hold up other requests.
 * `threads` workers start with the first power; 0 computes in the calling thread, for running from TypeScript sources,
 * where there is no built worker beside this file.
 */
export function createModularPower({ threads }: { threads: number }): ModularPower {
  if (threads === 0) return { power: async (exponent, base) => modularPower(exponent, base), close: async () => {} };
  let workers: Piscina | undefined;
  const start = () =>
    new Piscina({
      filename: fileURLToPath(new URL("./modexp-worker.js", import.meta.url)),
      minThreads: 1,
      maxThreads: threads,
      idleTimeout: IDLE_MS,
      // Shared memory lets an idle worker sleep in Atomics.wait: the cheapest way to hand over a task of under a millisecond.
      atomics: "sync",
      recordTiming: false,
    });
  return {
    power: async (exponent, base) => {
      workers ??= start();
      const result: Uint8Array = await workers.run({ exponent, base });
      return Buffer.from(result.buffer, result.byteOffset, result.byteLength);
    },
    close: async () => {
      await workers?.destroy();
      workers = undefined;
    },
  };
}
