import { GLOBAL } from "../storage/driver.ts";
import { defineTable } from "./table.ts";

/** A limit that was raised for the account in a region; others are at their free value. */
export interface ProvisionedLimit {
  readonly region: string;
  readonly category: string;
  /** Requests a second. */
  readonly value: number;
}

export const provisionedLimits = defineTable<ProvisionedLimit>({
  name: "provisionedLimits",
  partition: () => GLOBAL,
  id: ({ region, category }) => `${region} ${category}`,
  indexes: {},
});
