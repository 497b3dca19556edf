import { addPasskey } from "./add-passkey.ts";
import { changePassword } from "./change-password.ts";
import { chooseFactor } from "./choose-factor.ts";
import { chooseMfa } from "./choose-mfa.ts";
import { confirm, resendCode } from "./confirm.ts";
import { confirmForgotPassword } from "./confirm-forgot-password.ts";
import { factorCode } from "./factor-code.ts";
import { forgotPassword } from "./forgot-password.ts";
import { login } from "./login.ts";
import type { Screen } from "./screen.ts";
import { setUpEmail, setUpSms } from "./set-up-contact.ts";
import { setUpMfa } from "./set-up-mfa.ts";
import { setUpTotp } from "./set-up-totp.ts";
import { signUp } from "./sign-up.ts";
import { verifyPasskey } from "./verify-passkey.ts";
import { verifyPassword } from "./verify-password.ts";

/** Every page that carries a sign-in on, by the names that spec/oauth.openapi.yaml has for what is shown there and what is sent. */
export const SCREENS: Readonly<Record<string, Screen>> = {
  login,
  verifyPassword,
  selectChallenge: chooseFactor,
  verifyPasskey,
  mfa: factorCode,
  mfaOption: chooseMfa,
  mfaSetup: setUpMfa,
  mfaSetupTotp: setUpTotp,
  mfaSetupSms: setUpSms,
  mfaSetupEmail: setUpEmail,
  changePassword,
  signup: signUp,
  confirm,
  resendCode,
  forgotPassword,
  confirmForgotPassword,
  addPasskey,
};
