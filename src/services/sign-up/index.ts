import type { SignUpOperations } from "#generated/routes/sign-up.ts";
import type { Context } from "../../context.ts";
import { adminConfirmSignUp, confirmSignUp } from "./confirm.ts";
import { resendConfirmationCode } from "./resend.ts";
import { signUp } from "./sign-up.ts";

export { confirmByLink } from "./confirm.ts";

export const signUpOperations = { signUp, confirmSignUp, adminConfirmSignUp, resendConfirmationCode } satisfies Partial<
  SignUpOperations<Context>
>;
