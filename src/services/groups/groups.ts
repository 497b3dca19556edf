import { GroupExistsException, LimitExceededException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import type { Operations } from "../../context.ts";
import { type Group, getGroup, groups, memberships, viewOfGroup } from "../../records/groups.ts";
import { readPage } from "../../records/pages.ts";
import { getPool } from "../../records/pools.ts";
import { retryContended } from "../../records/retry-contended.ts";
import { checkRole } from "../../rules/messaging.ts";
import type { Change, Driver } from "../../storage/driver.ts";

/** Groups of one pool (AWS, "Quotas in Amazon Cognito"). */
const GROUP_LIMIT = 10_000;

/** The record of a new group, not yet stored. `now` in milliseconds. */
export const buildGroup = (input: Schemas["CreateGroupRequest"], now: number): Group => ({
  poolId: input.UserPoolId,
  name: input.GroupName,
  description: input.Description,
  roleArn: input.RoleArn,
  precedence: input.Precedence,
  createdAt: now,
  modifiedAt: now,
});

export const createGroup: Operations["createGroup"] = async (input, { store, clock, caller }) => {
  const pool = await getPool(store, input.UserPoolId);
  checkRole(input.RoleArn, caller.accountId);
  const group = buildGroup(input, clock.now());
  await retryContended(async () => {
    if (await groups.find(store, pool.id, group.name)) throw new GroupExistsException("A group with the name already exists.");
    // Assumption: the wording.
    if ((await groups.count(store, pool.id)) >= GROUP_LIMIT)
      throw new LimitExceededException(`A user pool cannot have more than ${GROUP_LIMIT} groups.`);
    await store.commit([groups.put(group)]);
  });
  return { Group: viewOfGroup(group) };
};

export const getGroupOperation: Operations["getGroup"] = async ({ UserPoolId, GroupName }, { store }) => {
  const pool = await getPool(store, UserPoolId);
  return { Group: viewOfGroup(await getGroup(store, pool.id, GroupName)) };
};

export const listGroups: Operations["listGroups"] = async ({ UserPoolId, Limit, NextToken }, ctx) => {
  const pool = await getPool(ctx.store, UserPoolId);
  const page = await readPage(ctx, groups, { partition: pool.id }, { operation: "ListGroups", token: NextToken, limit: Limit });
  return { Groups: page.items.map(viewOfGroup), NextToken: page.nextToken };
};

/** Assumption: what is left out stays as it is; there is no other way to change one member alone. */
export const updateGroup: Operations["updateGroup"] = async (input, { store, clock, caller }) => {
  checkRole(input.RoleArn, caller.accountId);
  const updated = await retryContended(async () => {
    const pool = await getPool(store, input.UserPoolId);
    const before = await getGroup(store, pool.id, input.GroupName);
    const group = {
      ...before,
      description: input.Description ?? before.description,
      roleArn: input.RoleArn ?? before.roleArn,
      precedence: input.Precedence ?? before.precedence,
      modifiedAt: clock.now(),
    };
    await store.commit([groups.put(group)]);
    return group;
  });
  return { Group: viewOfGroup(updated) };
};

export const deleteGroup: Operations["deleteGroup"] = async ({ UserPoolId, GroupName }, { store }) => {
  const pool = await getPool(store, UserPoolId);
  await retryContended(async () => {
    const group = await getGroup(store, pool.id, GroupName);
    await store.commit([groups.remove(group), ...(await withoutMembers(store, group))]);
  });
  // Users who were put into the group while it was being deleted, so that a new group of that name does not inherit them.
  await retryContended(async () => {
    const late = await withoutMembers(store, { poolId: pool.id, name: GroupName });
    if (late.length > 0) await store.commit(late);
  });
};

async function withoutMembers(store: Driver, { poolId, name }: Pick<Group, "poolId" | "name">): Promise<Change[]> {
  const removals: Change[] = [];
  for await (const membership of memberships.all(store, { partition: poolId, index: "group", equals: name }))
    removals.push(memberships.remove(membership));
  return removals;
}
