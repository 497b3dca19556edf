import type { Log } from "./log.ts";

/** Work that outlives the request that started it, and ends with the server. */
export interface Background {
  /** `task` looks at the signal between its steps and leaves off when it is aborted. What it throws is logged. */
  start(name: string, task: (signal: AbortSignal) => Promise<void>): void;
  /** Tells every task to leave off, and waits until all have. What is started afterwards does not run. */
  close(): Promise<void>;
}

export function createBackground(log: Log): Background {
  const running = new Set<Promise<void>>();
  const ending = new AbortController();
  return {
    start: (name, task) => {
      if (ending.signal.aborted) return;
      const run = task(ending.signal)
        .catch((error: Error) => log.error({ task: name, name: error.name, stack: error.stack }, "work in the background failed"))
        .finally(() => running.delete(run));
      running.add(run);
    },
    close: async () => {
      ending.abort();
      await Promise.all(running);
    },
  };
}
