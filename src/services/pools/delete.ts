import { InvalidParameterException } from "#generated/errors.ts";
import type { Context, Operations } from "../../context.ts";
import { domainsOf } from "../../records/domains.ts";
import { checkNoImport } from "../../records/import-jobs.ts";
import { getPool, pools } from "../../records/pools.ts";
import { retryStale } from "../../storage/retry.ts";

/** The pool goes as a whole: whatever is committed later in there is refused, by the store. */
export const deleteUserPool: Operations["deleteUserPool"] = async ({ UserPoolId }, ctx) => {
  await retryStale(() => dropPool(ctx, UserPoolId));
  ctx.tokens.forget(UserPoolId);
};

async function dropPool({ store }: Pick<Context, "store">, poolId: string): Promise<void> {
  const pool = await getPool(store, poolId);
  // Before the protection: AWS's documented order.
  if ((await domainsOf(store, pool.id)).length > 0)
    throw new InvalidParameterException("User pool cannot be deleted. It has a domain configured that should be deleted first.");
  if (pool.deletionProtected)
    throw new InvalidParameterException(
      "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.",
    );
  await checkNoImport(store, pool.id);
  await store.drop(pool.id, [pools.check(pool)]);
}
