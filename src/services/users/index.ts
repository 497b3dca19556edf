import type { UsersOperations } from "#generated/routes/users.ts";
import type { Context } from "../../context.ts";
import { adminCreateUser } from "./create.ts";
import { adminDeleteUser, deleteUser } from "./delete.ts";
import { adminDisableUser, adminEnableUser } from "./enable.ts";
import { adminGetUser, getUser, listUsers } from "./read.ts";

export { type ChosenForUser, createUser } from "./create.ts";

export const userOperations = {
  adminCreateUser,
  adminDeleteUser,
  adminDisableUser,
  adminEnableUser,
  adminGetUser,
  deleteUser,
  getUser,
  listUsers,
} satisfies Partial<UsersOperations<Context>>;
