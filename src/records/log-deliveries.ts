import type { Schemas } from "#generated/schemas.ts";
import { defineTable } from "./table.ts";

/** Where a pool's logs go, in wire form; one row a pool. */
export interface LogDelivery {
  readonly poolId: string;
  readonly configurations: readonly Schemas["LogConfigurationType"][];
}

export const logDeliveries = defineTable<LogDelivery>({
  name: "logDeliveries",
  partition: (delivery) => delivery.poolId,
  id: (delivery) => delivery.poolId,
  indexes: {},
});
