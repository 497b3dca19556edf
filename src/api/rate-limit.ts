import { factsOf, type OperationName } from "#generated/operations.ts";
import type { Context } from "../context.ts";
import type { Clock } from "../lib/clock.ts";
import { ThrottlingException } from "../lib/protocol-errors.ts";
import { provisionedLimits } from "../records/provisioned-limits.ts";
import { rateExceeded } from "../records/retry-contended.ts";
import { freeLimit } from "../rules/provisioned-limits.ts";
import { type Driver, GLOBAL } from "../storage/driver.ts";

/** Refuses a call beyond the limit of its category. @throws TooManyRequestsException */
export type Admit = (operation: OperationName, ctx: Pick<Context, "caller">) => Promise<void>;

interface Bucket {
  /** Calls that may come at once. */
  readonly left: number;
  readonly filledAt: number;
}

/**
 * The limits of the account, by region and category of the API: the free ones, or those that were provisioned. A second's
 * worth of calls may come at once. Time is the server's, so that a moved clock lets calls through and a frozen one does not.
 */
export function createRateLimit({ store, clock }: { readonly store: Driver; readonly clock: Clock }): Admit {
  const buckets = new Map<string, Bucket>();
  const limitOf = async (region: string, category: string): Promise<number> => {
    const { id } = provisionedLimits.put({ region, category, value: 0 });
    return (await provisionedLimits.find(store, GLOBAL, id))?.value ?? freeLimit(category)!;
  };
  return async (operation, { caller }) => {
    const { category } = factsOf(operation);
    if (category === undefined) return;
    const limit = await limitOf(caller.region, category);
    const key = `${caller.region} ${category}`;
    const now = clock.now();
    const { left, filledAt } = buckets.get(key) ?? { left: limit, filledAt: now };
    // A clock that was turned back gives nothing and takes nothing.
    const filled = Math.min(limit, left + (Math.max(0, now - filledAt) / 1000) * limit);
    const isWithin = filled >= 1;
    buckets.set(key, { left: isWithin ? filled - 1 : filled, filledAt: now });
    if (!isWithin) throw tooMany(operation);
  };
}

/** Where an operation declares no exception for it, the framework's is what is left. */
function tooMany(operation: OperationName): Error {
  const exceeded = rateExceeded();
  return factsOf(operation).errors.includes("TooManyRequestsException") ? exceeded : new ThrottlingException(exceeded.message);
}
