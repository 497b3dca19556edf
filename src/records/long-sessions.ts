import { defineTable } from "./table.ts";

/** What a Session string cannot hold: requests may carry 2,048 characters of one. */
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
