import type { Context, Operations } from "../../context.ts";
import { cimdPolicies } from "../../records/cimd-policies.ts";
import { type Client, clients } from "../../records/clients.ts";
import { domainsOf } from "../../records/domains.ts";
import { checkNoImport } from "../../records/import-jobs.ts";
import { logDeliveries } from "../../records/log-deliveries.ts";
import { getPool, type Pool, poolRegion, pools } from "../../records/pools.ts";
import { replicasOf } from "../../records/replicas.ts";
import { otherChangeOf, retryContended } from "../../records/retry-contended.ts";
import { checkPlan } from "../../rules/feature-plans.ts";
import { extendedSchema } from "../../rules/pool-schema.ts";
import { checkMfaUpdate } from "../../rules/pool-settings.ts";
import { retryStale } from "../../storage/retry.ts";
import { attributeRequest } from "./build-pool.ts";
import { withRequest } from "./pool-fields.ts";

export const updateUserPool: Operations["updateUserPool"] = async (input, { store, clock, caller }) => {
  const round = async () => {
    const before = await getPool(store, input.UserPoolId);
    await checkNoImport(store, before.id);
    checkMfaUpdate(before, input.MfaConfiguration);
    const changed = withRequest(before, input, { region: poolRegion(before.id), accountId: caller.accountId });
    if (changed.tier !== before.tier) await checkDependents({ store, clock }, changed);
    await store.commit([pools.put({ ...changed, name: input.PoolName ?? before.name, modifiedAt: clock.now() })]);
  };
  await retryStale(round, otherChangeOf("user pool"));
  return {};
};

export const addCustomAttributes: Operations["addCustomAttributes"] = async ({ UserPoolId, CustomAttributes }, { store, clock }) => {
  const round = async () => {
    const pool = await getPool(store, UserPoolId);
    await checkNoImport(store, pool.id);
    const schema = extendedSchema(pool.schema, CustomAttributes.map(attributeRequest));
    await store.commit([pools.put({ ...pool, schema, modifiedAt: clock.now() })]);
  };
  await retryContended(round);
  return {};
};

/** What belongs to the pool must suit its new plan. @throws FeatureUnavailableInTierException */
async function checkDependents({ store, clock }: Pick<Context, "store" | "clock">, pool: Pool): Promise<void> {
  const rotating: Client[] = [];
  for await (const client of clients.all(store, { partition: pool.id })) if (client.rotation) rotating.push(client);
  const replicas = await replicasOf(store, pool.id, clock.now());
  checkPlan(pool, {
    domains: await domainsOf(store, pool.id),
    clients: rotating,
    logs: await logDeliveries.find(store, pool.id, pool.id),
    replicas,
    hasCimdPolicies: (await cimdPolicies.count(store, pool.id)) > 0,
  });
}
