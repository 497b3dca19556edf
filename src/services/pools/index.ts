import type { PoolsOperations } from "#generated/routes/pools.ts";
import type { Context } from "../../context.ts";
import { createUserPool } from "./create.ts";
import { deleteUserPool } from "./delete.ts";
import { describeUserPool, listUserPools } from "./describe.ts";
import { getProvisionedLimit, updateProvisionedLimit } from "./limits.ts";
import { getSigningCertificate } from "./signing-certificate.ts";
import { addCustomAttributes, updateUserPool } from "./update.ts";

export const poolOperations = {
  addCustomAttributes,
  createUserPool,
  deleteUserPool,
  describeUserPool,
  getProvisionedLimit,
  getSigningCertificate,
  listUserPools,
  updateProvisionedLimit,
  updateUserPool,
} satisfies Partial<PoolsOperations<Context>>;
