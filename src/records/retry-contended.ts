import { TooManyRequestsException } from "#generated/errors.ts";
import { retryStale } from "../storage/retry.ts";

/**
 * Repeats a round of reading and writing one user while other requests write the same one.
 * @throws TooManyRequestsException, which every operation declares, where that never ends
 */
export const retryContended = <T>(round: () => Promise<T>): Promise<T> =>
  retryStale(round, () => new TooManyRequestsException("Rate exceeded"));
