import { InvalidParameterException } from "#generated/errors.ts";
import type { Operations } from "../../context.ts";
import { domainsOf } from "../../records/domains.ts";
import { checkNoImport } from "../../records/import-jobs.ts";
import { getPool } from "../../records/pools.ts";

export const deleteUserPool: Operations["deleteUserPool"] = async ({ UserPoolId }, { store, tokens }) => {
  const pool = await getPool(store, UserPoolId);
  // Before the protection: AWS's documented order.
  if ((await domainsOf(store, pool.id)).length > 0)
    throw new InvalidParameterException("User pool cannot be deleted. It has a domain configured that should be deleted first.");
  if (pool.deletionProtected)
    throw new InvalidParameterException(
      "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.",
    );
  await checkNoImport(store, pool.id);
  await store.drop(pool.id);
  tokens.forget(pool.id);
};
