import type { AttributesOperations } from "#generated/routes/attributes.ts";
import type { Context } from "../../context.ts";
import { adminDeleteUserAttributes, deleteUserAttributes } from "./delete.ts";
import { adminUpdateUserAttributes, updateUserAttributes } from "./update.ts";
import { getUserAttributeVerificationCode, verifyUserAttribute } from "./verify.ts";

export const attributeOperations = {
  adminDeleteUserAttributes,
  adminUpdateUserAttributes,
  deleteUserAttributes,
  getUserAttributeVerificationCode,
  updateUserAttributes,
  verifyUserAttribute,
} satisfies Partial<AttributesOperations<Context>>;
