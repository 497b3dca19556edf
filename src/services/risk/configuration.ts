import type { Schemas } from "#generated/schemas.ts";
import type { Operations } from "../../context.ts";
import { getClient } from "../../records/clients.ts";
import { getPool, type Pool, poolRegion } from "../../records/pools.ts";
import { retryContended } from "../../records/retry-contended.ts";
import { findRiskConfiguration, type RiskConfiguration, riskConfigurations } from "../../records/risk-configurations.ts";
import { checkEmail } from "../../rules/messaging.ts";
import { CREDENTIAL_EVENTS, checkRanges } from "../../rules/risk.ts";
import { type Driver, type Stored, VERSION } from "../../storage/driver.ts";

/** A block that is left out is removed. Assumption: without any block there is nothing left to describe, nor a client's own. */
export const setRiskConfiguration: Operations["setRiskConfiguration"] = async (input, { store, clock }) => {
  const { pool } = await place(store, input);
  checkRequest(pool, input);
  const configuration: RiskConfiguration = {
    poolId: pool.id,
    clientId: input.ClientId,
    compromised: input.CompromisedCredentialsRiskConfiguration && {
      EventFilter: [...CREDENTIAL_EVENTS],
      ...input.CompromisedCredentialsRiskConfiguration,
    },
    takeover: input.AccountTakeoverRiskConfiguration,
    exceptions: input.RiskExceptionConfiguration,
    modifiedAt: clock.now(),
  };
  await retryContended(async () => {
    const before = await findRiskConfiguration(store, pool.id, input.ClientId);
    const stored: RiskConfiguration & Stored = { ...configuration, [VERSION]: before?.[VERSION] };
    const isEmpty = !stored.compromised && !stored.takeover && !stored.exceptions;
    if (!isEmpty) await store.commit([riskConfigurations.put(stored)]);
    else if (before) await store.commit([riskConfigurations.remove(before)]);
  });
  return { RiskConfiguration: viewOf(configuration) };
};

/** What was set for the pool, or for the client that is named; not what it falls back to. */
export const describeRiskConfiguration: Operations["describeRiskConfiguration"] = async (input, { store }) => {
  const { pool, clientId } = await place(store, input);
  const found = await findRiskConfiguration(store, pool.id, clientId);
  if (!found) return { RiskConfiguration: { UserPoolId: pool.id, ClientId: clientId } };
  return { RiskConfiguration: { ...viewOf(found), LastModifiedDate: found.modifiedAt / 1000 } };
};

/** In a pool without threat protection too: what is set there waits for it (practice of infrastructure tools). @throws ResourceNotFoundException */
async function place(
  store: Driver,
  { UserPoolId, ClientId }: { UserPoolId: string; ClientId?: string },
): Promise<{ pool: Pool; clientId?: string }> {
  const pool = await getPool(store, UserPoolId);
  if (ClientId !== undefined) await getClient(store, pool.id, ClientId);
  return { pool, clientId: ClientId };
}

function checkRequest(pool: Pool, input: Schemas["SetRiskConfigurationRequest"]): void {
  const notify = input.AccountTakeoverRiskConfiguration?.NotifyConfiguration;
  if (notify) checkEmail({ developer: false, sourceArn: notify.SourceArn, from: notify.From }, poolRegion(pool.id));
  const { BlockedIPRangeList = [], SkippedIPRangeList = [] } = input.RiskExceptionConfiguration ?? {};
  checkRanges([...BlockedIPRangeList, ...SkippedIPRangeList]);
}

/** The answer to a change tells no date (recorded from AWS). */
const viewOf = ({ poolId, clientId, compromised, takeover, exceptions }: RiskConfiguration): Schemas["RiskConfigurationType"] => ({
  UserPoolId: poolId,
  ClientId: clientId,
  CompromisedCredentialsRiskConfiguration: compromised,
  AccountTakeoverRiskConfiguration: takeover,
  RiskExceptionConfiguration: exceptions,
});
