import { PartitionGone, StaleWrite } from "./driver.ts";

/** How often a read-decide-commit round is repeated before the conflict is the caller's. */
const ATTEMPTS = 8;

/**
 * Runs a round of read, decide and commit again where somebody else wrote in between. `round` must read what it changes
 * itself and must not call out. `conflict` makes the error for a row that is still contended after the last attempt;
 * without it the StaleWrite itself is thrown.
 */
export async function retryStale<T>(round: () => Promise<T>, conflict?: () => Error): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await round();
    } catch (error) {
      if (!(error instanceof StaleWrite)) throw error;
      if (attempt === ATTEMPTS) throw conflict?.() ?? error;
    }
  }
}

/** Looks once more where a pool was deleted in between: nothing of it is found then, and `work` says so in its own words. */
export async function retryGone<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PartitionGone)) throw error;
    return work();
  }
}
