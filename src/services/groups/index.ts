import type { GroupsOperations } from "#generated/routes/groups.ts";
import type { Context } from "../../context.ts";
import { createGroup, deleteGroup, getGroupOperation, listGroups, updateGroup } from "./groups.ts";
import { adminAddUserToGroup, adminListGroupsForUser, adminRemoveUserFromGroup, listUsersInGroup } from "./members.ts";

export const groupOperations = {
  adminAddUserToGroup,
  adminListGroupsForUser,
  adminRemoveUserFromGroup,
  createGroup,
  deleteGroup,
  getGroup: getGroupOperation,
  listGroups,
  listUsersInGroup,
  updateGroup,
} satisfies Partial<GroupsOperations<Context>>;
