import type { PasswordOperations } from "#generated/routes/password.ts";
import type { Context } from "../../context.ts";
import { confirmForgotPassword } from "./confirm-forgot.ts";
import { adminResetUserPassword, forgotPassword } from "./forgot.ts";
import { adminSetUserPassword, changePassword } from "./set.ts";

export const passwordOperations = {
  adminResetUserPassword,
  adminSetUserPassword,
  changePassword,
  confirmForgotPassword,
  forgotPassword,
} satisfies Partial<PasswordOperations<Context>>;
