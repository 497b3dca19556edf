import { ResourceNotFoundException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import type { Driver, Stored } from "../storage/driver.ts";
import { defineTable } from "./table.ts";

export interface Group {
  readonly poolId: string;
  readonly name: string;
  readonly description?: string;
  readonly roleArn?: string;
  readonly precedence?: number;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export const groups = defineTable<Group>({
  name: "groups",
  partition: (group) => group.poolId,
  id: (group) => group.name,
  indexes: {},
});

/** One row for each user in a group. */
export interface Membership {
  readonly poolId: string;
  readonly groupName: string;
  readonly sub: string;
  readonly addedAt: number;
}

export const memberships = defineTable<Membership, "group" | "user">({
  name: "memberships",
  partition: (membership) => membership.poolId,
  id: (membership) => `${membership.sub} ${membership.groupName}`,
  indexes: {
    group: { keys: (membership) => [membership.groupName] },
    user: { keys: (membership) => [membership.sub] },
  },
});

/** @throws ResourceNotFoundException */
export async function getGroup(store: Driver, poolId: string, name: string): Promise<Group & Stored> {
  const group = await groups.find(store, poolId, name);
  if (!group) throw new ResourceNotFoundException("Group not found.");
  return group;
}

/** Members that were never set are left out. */
export const viewOfGroup = (group: Group): Schemas["GroupType"] => ({
  GroupName: group.name,
  UserPoolId: group.poolId,
  Description: group.description,
  RoleArn: group.roleArn,
  Precedence: group.precedence,
  LastModifiedDate: group.modifiedAt / 1000,
  CreationDate: group.createdAt / 1000,
});
