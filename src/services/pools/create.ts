import type { Operations } from "../../context.ts";
import { userPoolId } from "../../lib/ids.ts";
import { viewOfPool } from "../../records/pool-view.ts";
import { pools } from "../../records/pools.ts";
import { buildPool } from "./build-pool.ts";

export const createUserPool: Operations["createUserPool"] = async (input, { store, clock, tokens, caller }) => {
  const { region, accountId } = caller;
  const pool = buildPool(input, { id: userPoolId(region), now: clock.now(), region, accountId });
  await store.commit([pools.put(pool)]);
  // Returns at once: the keys are made while the caller goes on.
  tokens.prepare(pool.id);
  return { UserPool: viewOfPool(pool, 0) };
};
