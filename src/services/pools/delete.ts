import { InvalidParameterException } from "#generated/errors.ts";
import type { Operations } from "../../context.ts";
import { getPool } from "../../records/pools.ts";

export const deleteUserPool: Operations["deleteUserPool"] = async ({ UserPoolId }, { store, tokens }) => {
  const pool = await getPool(store, UserPoolId);
  // A domain, once pools can have one, is refused before this: AWS's documented order.
  if (pool.deletionProtected)
    throw new InvalidParameterException(
      "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.",
    );
  await store.drop(pool.id);
  tokens.forget(pool.id);
};
