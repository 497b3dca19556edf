import { defineTable } from "./table.ts";

/** What a code was sent for. A new code of the same purpose replaces the old one. */
export type CodePurpose = "confirm-sign-up" | "forgot-password" | "verify-email" | "verify-phone_number";

/** An outstanding confirmation code. The code itself never leaves in a view; `digest` is its HMAC-SHA256 (hex) under the salt. */
export interface Code {
  readonly poolId: string;
  readonly sub: string;
  readonly purpose: CodePurpose;
  readonly salt: string;
  readonly digest: string;
  readonly expiresAt: number;
  /** The attribute that the code was sent to, verified by using it. */
  readonly attribute?: "email" | "phone_number";
  /** The value that the code was sent to. */
  readonly destination?: string;
}

export const codes = defineTable<Code, "user">({
  name: "codes",
  partition: (code) => code.poolId,
  id: (code) => `${code.sub} ${code.purpose}`,
  indexes: { user: { keys: (code) => [code.sub] } },
});
