import type { LogsOperations } from "#generated/routes/logs.ts";
import type { Context, Operations } from "../../context.ts";
import { logDeliveries } from "../../records/log-deliveries.ts";
import { getPool, poolRegion } from "../../records/pools.ts";
import { retryContended } from "../../records/retry-contended.ts";
import { checkLogPlan } from "../../rules/feature-plans.ts";
import { checkLogConfigurations } from "../../rules/log-delivery.ts";

/** Replaces what was configured. An empty list ends the delivery. */
const setLogDeliveryConfiguration: Operations["setLogDeliveryConfiguration"] = async ({ UserPoolId, LogConfigurations }, { store }) => {
  const pool = await getPool(store, UserPoolId);
  checkLogConfigurations(LogConfigurations, poolRegion(pool.id));
  checkLogPlan(pool, LogConfigurations);
  await retryContended(async () => {
    const before = await logDeliveries.find(store, pool.id, pool.id);
    await store.commit([logDeliveries.put({ ...before, poolId: pool.id, configurations: LogConfigurations })]);
  });
  return { LogDeliveryConfiguration: { UserPoolId: pool.id, LogConfigurations } };
};

const getLogDeliveryConfiguration: Operations["getLogDeliveryConfiguration"] = async ({ UserPoolId }, { store }) => {
  const pool = await getPool(store, UserPoolId);
  const delivery = await logDeliveries.find(store, pool.id, pool.id);
  return { LogDeliveryConfiguration: { UserPoolId: pool.id, LogConfigurations: [...(delivery?.configurations ?? [])] } };
};

export const logOperations = { getLogDeliveryConfiguration, setLogDeliveryConfiguration } satisfies Partial<LogsOperations<Context>>;
