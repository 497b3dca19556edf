import type { Driver, Stored } from "../storage/driver.ts";
import { byExpiry } from "./expiry.ts";
import { removalsOf, sweep } from "./sweep.ts";
import { defineTable } from "./table.ts";

/** Recent tries of one kind by one user: the times (ms) that still count toward a limit. */
export interface Tries {
  readonly poolId: string;
  /** A sub, or `name:<user name>` for a user that does not exist. */
  readonly subject: string;
  readonly kind: string;
  readonly times: readonly number[];
  /** Sign-in lock-out: no try is accepted before this time. */
  readonly lockedUntil?: number;
}

export const tries = defineTable<Tries, "subject" | "expiry">({
  // As databases have it that are stored already.
  name: "attempts",
  partition: (entry) => entry.poolId,
  id: (entry) => `${entry.subject} ${entry.kind}`,
  indexes: { subject: { keys: (entry) => [entry.subject] }, expiry: { keys: (entry) => byExpiry.keys({ expiresAt: endOf(entry) }) } },
});

/** Longer than any limit and any lock looks back. */
const HOUR_MS = 3_600_000;

const endOf = ({ times, lockedUntil = 0 }: Tries): number => Math.max(lockedUntil, (times.at(-1) ?? 0) + HOUR_MS);

/** Keeps them, and forgets some of others that count no more, those of unknown names among them. */
export async function putTries(store: Driver, entry: Tries & Stored, now: number): Promise<void> {
  await store.commit([tries.put(entry)]);
  await sweep(
    store,
    removalsOf(store, tries, { partition: entry.poolId, index: "expiry" }, (other) => endOf(other) <= now),
  );
}
