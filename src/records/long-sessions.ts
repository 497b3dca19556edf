import type { Driver } from "../storage/driver.ts";
import { isExpiredAt, removalsOf, sweep } from "./sweep.ts";
import { defineTable } from "./table.ts";

/** What a Session string cannot hold, of which requests may carry 2,048 characters, or a page's cookie. */
export interface LongSession {
  readonly poolId: string;
  /** The session's id. */
  readonly id: string;
  /** What the string would hold, as JSON. May hold codes' digests and answers to challenges: never in a view. */
  readonly content: string;
  readonly expiresAt: number;
}

export const longSessions = defineTable<LongSession>({
  name: "longSessions",
  partition: (session) => session.poolId,
  id: (session) => session.id,
  indexes: {},
});

/** Puts one aside; some that have run out go. */
export async function keepLongSession(store: Driver, session: LongSession, now: number): Promise<void> {
  await store.commit([longSessions.put(session)]);
  await sweep(store, removalsOf(store, longSessions, { partition: session.poolId }, isExpiredAt(now)));
}
