import { byExpiry } from "./expiry.ts";
import { defineTable } from "./table.ts";

/** A refresh token in whose place another one was issued. Times in milliseconds. */
export interface RotatedToken {
  readonly poolId: string;
  /** The id inside the token. */
  readonly id: string;
  readonly rotatedAt: number;
  /** The token's own; after this it is refused anyway, and the row may go. */
  readonly expiresAt: number;
}

export const rotatedTokens = defineTable<RotatedToken, "expiry">({
  name: "rotatedTokens",
  partition: (token) => token.poolId,
  id: (token) => token.id,
  indexes: { expiry: byExpiry },
});
