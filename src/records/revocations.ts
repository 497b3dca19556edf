import { byExpiry } from "./expiry.ts";
import { defineTable } from "./table.ts";

/** A sign-in whose tokens are revoked. */
export interface Revocation {
  readonly poolId: string;
  readonly originJti: string;
  /** Milliseconds; no token of the sign-in lives longer, so that the row may go then. */
  readonly expiresAt: number;
}

export const revocations = defineTable<Revocation, "expiry">({
  name: "revocations",
  partition: (revocation) => revocation.poolId,
  id: (revocation) => revocation.originJti,
  indexes: { expiry: byExpiry },
});
