import { defineTable } from "./table.ts";

/**
 * How a row was before it was changed; of a row that was changed, only the members that became others: a change of one attribute
 * costs a few hundred bytes, not a user with its password verifier once more.
 */
export interface Past {
  /** The whole row, which is there no more. */
  readonly whole?: object;
  /** Members of a row that is there still. Absent, as is `whole`: the row was not there yet. */
  readonly members?: Readonly<Record<string, unknown>>;
  /** Members that it has got. */
  readonly lacked?: readonly string[];
}

/** One change of one row. Small, for there is one for each. */
export interface PastVersion extends Past {
  readonly poolId: string;
  /** Later changes compare greater, whatever the clock says. */
  readonly id: string;
  /** When it was changed, in milliseconds by the server's clock. */
  readonly at: number;
  readonly table: string;
  readonly row: string;
}

/** In the order in which the changes were made. */
export const pastVersions = defineTable<PastVersion>({
  name: "pastVersions",
  partition: (version) => version.poolId,
  id: (version) => version.id,
  indexes: {},
});
