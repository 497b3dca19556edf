import { ConcurrentModificationException, TooManyRequestsException } from "#generated/errors.ts";
import type { Operations } from "../../context.ts";
import { checkNoImport } from "../../records/import-jobs.ts";
import { getPool, poolRegion, pools } from "../../records/pools.ts";
import { extendedSchema } from "../../rules/pool-schema.ts";
import { retryStale } from "../../storage/retry.ts";
import { attributeRequest } from "./build-pool.ts";
import { withRequest } from "./pool-fields.ts";

export const updateUserPool: Operations["updateUserPool"] = async (input, { store, clock, caller }) => {
  const round = async () => {
    const before = await getPool(store, input.UserPoolId);
    await checkNoImport(store, before.id);
    const changed = withRequest(before, input, { region: poolRegion(before.id), accountId: caller.accountId });
    await store.commit([pools.put({ ...changed, name: input.PoolName ?? before.name, modifiedAt: clock.now() })]);
  };
  // Assumption: the wording.
  await retryStale(round, () => new ConcurrentModificationException("Another change of the user pool is in progress."));
  return {};
};

export const addCustomAttributes: Operations["addCustomAttributes"] = async ({ UserPoolId, CustomAttributes }, { store, clock }) => {
  const round = async () => {
    const pool = await getPool(store, UserPoolId);
    await checkNoImport(store, pool.id);
    const schema = extendedSchema(pool.schema, CustomAttributes.map(attributeRequest));
    await store.commit([pools.put({ ...pool, schema, modifiedAt: clock.now() })]);
  };
  await retryStale(round, () => new TooManyRequestsException("Rate exceeded"));
  return {};
};
