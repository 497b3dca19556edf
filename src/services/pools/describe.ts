import type { Operations } from "../../context.ts";
import { domainsOf } from "../../records/domains.ts";
import { readPage } from "../../records/pages.ts";
import { viewOfListedPool, viewOfPool } from "../../records/pool-view.ts";
import { getPool, type Pool, pools } from "../../records/pools.ts";
import { replicasOf } from "../../records/replicas.ts";
import { users } from "../../records/users.ts";

export const describeUserPool: Operations["describeUserPool"] = async ({ UserPoolId }, { store }) => {
  const pool = await getPool(store, UserPoolId);
  return { UserPool: viewOfPool(pool, await users.count(store, pool.id), await domainsOf(store, pool.id)) };
};

export const listUserPools: Operations["listUserPools"] = async ({ MaxResults, NextToken }, ctx) => {
  // An unsigned call, which a server may allow, is for no region.
  const { accessKeyId, region } = ctx.caller;
  const query = accessKeyId === undefined ? {} : ({ index: "region", equals: region } as const);
  const page = await readPage(ctx, pools, query, { operation: "ListUserPools", token: NextToken, limit: MaxResults });
  const now = ctx.clock.now();
  const regionsOf = async (pool: Pool) => (await replicasOf(ctx.store, pool.id, now)).map(({ region }) => region);
  const UserPools = await Promise.all(page.items.map(async (pool) => viewOfListedPool(pool, await regionsOf(pool))));
  return { UserPools, NextToken: page.nextToken };
};
