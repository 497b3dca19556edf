import type { Schemas } from "#generated/schemas.ts";
import type { Driver, Stored } from "../storage/driver.ts";
import { defineTable } from "./table.ts";

/** Threat protection of a pool, or of one of its clients. Blocks are kept in wire form, as they are shown again. */
export interface RiskConfiguration {
  readonly poolId: string;
  /** Absent: for the pool's clients that have none of their own. */
  readonly clientId?: string;
  readonly compromised?: Schemas["CompromisedCredentialsRiskConfigurationType"];
  readonly takeover?: Schemas["AccountTakeoverRiskConfigurationType"];
  readonly exceptions?: Schemas["RiskExceptionConfigurationType"];
  readonly modifiedAt: number;
}

const WHOLE_POOL = "ALL";

export const riskConfigurations = defineTable<RiskConfiguration>({
  name: "riskConfigurations",
  partition: (configuration) => configuration.poolId,
  id: (configuration) => configuration.clientId ?? WHOLE_POOL,
  indexes: {},
});

/** What was set for exactly this client, or for the pool. */
export const findRiskConfiguration = (
  store: Driver,
  poolId: string,
  clientId?: string,
): Promise<(RiskConfiguration & Stored) | undefined> => riskConfigurations.find(store, poolId, clientId ?? WHOLE_POOL);

/** What holds for a client: its own configuration as a whole, else the pool's. */
export const effectiveRiskConfiguration = async (
  store: Driver,
  poolId: string,
  clientId?: string,
): Promise<RiskConfiguration | undefined> =>
  (clientId === undefined ? undefined : await findRiskConfiguration(store, poolId, clientId)) ?? findRiskConfiguration(store, poolId);
