import { InvalidParameterException } from "#generated/errors.ts";
import { getUser, namedUser } from "../../accounts/lookup.ts";
import type { Context, Operations } from "../../context.ts";
import { getGroup, groups, memberships, viewOfGroup } from "../../records/groups.ts";
import { readPage } from "../../records/pages.ts";
import { getPool } from "../../records/pools.ts";
import { retryContended } from "../../records/retry-contended.ts";
import { viewOfUser } from "../../records/user-view.ts";
import { type User, users } from "../../records/users.ts";

/** Groups that one user may be in (AWS, "Quotas in Amazon Cognito"). */
const GROUPS_OF_USER = 100;

/** Does nothing where the user is in the group already. */
export const adminAddUserToGroup: Operations["adminAddUserToGroup"] = async ({ UserPoolId, Username, GroupName }, ctx) => {
  const { store, clock } = ctx;
  const { pool, user } = await namedUser(ctx, UserPoolId, Username);
  const group = await getGroup(store, pool.id, GroupName);
  const membership = { poolId: pool.id, groupName: group.name, sub: user.sub, addedAt: clock.now() };
  const id = memberships.put(membership).id;
  await retryContended(async () => {
    if (await memberships.find(store, pool.id, id)) return;
    await checkRoom(ctx, user);
    await store.commit([memberships.put(membership)]);
  });
  if ((await groups.find(store, pool.id, group.name)) && (await users.find(store, pool.id, user.sub))) return;
  // One of the two was deleted meanwhile: the row would belong to whoever comes by that name next.
  await removeMembership();
  await getUser(store, pool, Username);
  await getGroup(store, pool.id, GroupName);

  async function removeMembership(): Promise<void> {
    await retryContended(async () => {
      const orphan = await memberships.find(store, pool.id, id);
      if (orphan) await store.commit([memberships.remove(orphan)]);
    });
  }
};

/** Does nothing where the user is not in the group. */
export const adminRemoveUserFromGroup: Operations["adminRemoveUserFromGroup"] = async ({ UserPoolId, Username, GroupName }, ctx) => {
  const { store } = ctx;
  const { pool, user } = await namedUser(ctx, UserPoolId, Username);
  const group = await getGroup(store, pool.id, GroupName);
  const { id } = memberships.put({ poolId: pool.id, groupName: group.name, sub: user.sub, addedAt: 0 });
  await retryContended(async () => {
    const membership = await memberships.find(store, pool.id, id);
    if (membership) await store.commit([memberships.remove(membership)]);
  });
};

export const adminListGroupsForUser: Operations["adminListGroupsForUser"] = async ({ UserPoolId, Username, Limit, NextToken }, ctx) => {
  const { store } = ctx;
  const { pool, user } = await namedUser(ctx, UserPoolId, Username);
  const query = { partition: pool.id, index: "user", equals: user.sub } as const;
  const page = await readPage(ctx, memberships, query, { operation: "AdminListGroupsForUser", token: NextToken, limit: Limit });
  const found = await Promise.all(page.items.map(({ groupName }) => groups.find(store, pool.id, groupName)));
  return { Groups: found.flatMap((group) => (group ? [viewOfGroup(group)] : [])), NextToken: page.nextToken };
};

export const listUsersInGroup: Operations["listUsersInGroup"] = async ({ UserPoolId, GroupName, Limit, NextToken }, ctx) => {
  const { store } = ctx;
  const pool = await getPool(store, UserPoolId);
  const group = await getGroup(store, pool.id, GroupName);
  const query = { partition: pool.id, index: "group", equals: group.name } as const;
  const page = await readPage(ctx, memberships, query, { operation: "ListUsersInGroup", token: NextToken, limit: Limit });
  const found = await Promise.all(page.items.map(({ sub }) => users.find(store, pool.id, sub)));
  return { Users: found.flatMap((user) => (user ? [viewOfUser(user)] : [])), NextToken: page.nextToken };
};

/** Assumption: the error and its wording; the operation declares none that fits better. @throws InvalidParameterException */
async function checkRoom({ store }: Context, { poolId, sub }: User): Promise<void> {
  const { items } = await memberships.list(store, { partition: poolId, index: "user", equals: sub, limit: GROUPS_OF_USER });
  if (items.length >= GROUPS_OF_USER) throw new InvalidParameterException(`A user cannot be in more than ${GROUPS_OF_USER} groups.`);
}
