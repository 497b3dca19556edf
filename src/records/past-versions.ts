import { defineTable } from "./table.ts";

/**
 * How a row was before it was changed. Of a row that was changed, only the members that became others: a change of one attribute
 * costs a few hundred bytes, not a user with its password verifier once more.
 */
export type Past =
  | { readonly kind: "absent" }
  | { readonly kind: "whole"; readonly was: object }
  | {
      readonly kind: "members";
      readonly was: Readonly<Record<string, unknown>> /** Members that were not there. */;
      readonly lacked: readonly string[];
    };

/** One change of one row. */
export interface PastVersion {
  readonly poolId: string;
  /** A sequential UUID: later changes compare greater, whatever the clock says. */
  readonly order: string;
  /** When it was changed, in milliseconds by the server's clock. */
  readonly at: number;
  readonly table: string;
  readonly rowId: string;
  readonly past: Past;
}

/** In the order in which the changes were made. */
export const pastVersions = defineTable<PastVersion>({
  name: "pastVersions",
  partition: (version) => version.poolId,
  id: (version) => version.order,
  indexes: {},
});
