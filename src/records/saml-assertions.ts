import { byExpiry } from "./expiry.ts";
import { defineTable } from "./table.ts";

/** That an assertion was used; a second time it is a replay. Times in milliseconds. */
export interface UsedAssertion {
  readonly poolId: string;
  /** SHA-256 of the provider's name and the assertion's id, base64url. */
  readonly id: string;
  readonly expiresAt: number;
}

export const usedAssertions = defineTable<UsedAssertion, "expiry">({
  name: "usedAssertions",
  partition: (assertion) => assertion.poolId,
  id: (assertion) => assertion.id,
  indexes: { expiry: byExpiry },
});
