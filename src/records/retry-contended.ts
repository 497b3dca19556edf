import { ConcurrentModificationException, TooManyRequestsException } from "#generated/errors.ts";
import { retryStale } from "../storage/retry.ts";

/** What every operation declares for a caller who has to wait and come again. */
export const rateExceeded = () => new TooManyRequestsException("Rate exceeded");

/**
 * Repeats a round of reading and writing a record while other requests write the same one.
 * @throws TooManyRequestsException where that never ends
 */
export const retryContended = <T>(round: () => Promise<T>): Promise<T> => retryStale(round, rateExceeded);

/** What operations that declare it say in its place. Assumption: the wording. */
export const otherChangeOf = (what: string) => (): ConcurrentModificationException =>
  new ConcurrentModificationException(`Another change of the ${what} is in progress.`);
