import { defineTable } from "./table.ts";

/** A Session of a sign-in that was used and may not come again. */
export interface SpentSession {
  readonly poolId: string;
  /** A sequential UUID, so that the oldest come first. */
  readonly id: string;
  /** After this the session would be refused anyway. */
  readonly expiresAt: number;
}

export const spentSessions = defineTable<SpentSession>({
  name: "spentSessions",
  partition: (session) => session.poolId,
  id: (session) => session.id,
  indexes: {},
});
