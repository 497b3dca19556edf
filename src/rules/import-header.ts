import type { Pool } from "../records/pools.ts";

export const USERNAME_COLUMN = "cognito:username";
export const MFA_COLUMN = "cognito:mfa_enabled";

/** The columns of a CSV file for this pool: its attributes but for `sub`, standard ones first, and the two that are no attributes. */
export function importHeader({ schema }: Pool): string[] {
  const names = schema.map(({ name }) => name).filter((name) => name !== "sub" && name !== "identities");
  return [...names, MFA_COLUMN, USERNAME_COLUMN];
}
