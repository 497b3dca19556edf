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

export const tries = defineTable<Tries, "subject">({
  // As databases have it that are stored already.
  name: "attempts",
  partition: (entry) => entry.poolId,
  id: (entry) => `${entry.subject} ${entry.kind}`,
  indexes: { subject: { keys: (entry) => [entry.subject] } },
});
