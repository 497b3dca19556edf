import type { Challenge, ChallengeName } from "../attempt.ts";
import { customChallenge } from "./custom-challenge.ts";
import { deviceInsteadOfMfa, devicePasswordVerifier, deviceSrp } from "./device.ts";
import { emailOtp } from "./email-otp.ts";
import { mfaSetup } from "./mfa-setup.ts";
import { newPasswordRequired } from "./new-password-required.ts";
import { passwordVerifier } from "./password-verifier.ts";
import { password, passwordSrp, selectChallenge, webAuthnOrChoice } from "./select-challenge.ts";
import { selectMfaType } from "./select-mfa-type.ts";
import { smsMfa } from "./sms-mfa.ts";
import { smsOtp } from "./sms-otp.ts";
import { softwareTokenMfa } from "./software-token-mfa.ts";

/** Challenges that may be due after the first factor, in the order in which they are asked. Second factors stand between the two of the device. */
export const dueChallenges: readonly Challenge[] = [
  newPasswordRequired,
  deviceInsteadOfMfa,
  selectMfaType,
  smsMfa,
  softwareTokenMfa,
  emailOtp,
  mfaSetup,
  deviceSrp,
];

/** Those that follow from another one or from the way the sign-in began. */
const others: readonly Challenge[] = [
  passwordVerifier,
  devicePasswordVerifier,
  selectChallenge,
  password,
  passwordSrp,
  smsOtp,
  webAuthnOrChoice,
  customChallenge,
];

/** Every challenge, by ChallengeName. */
export const challenges: ReadonlyMap<ChallengeName, Challenge> = new Map(
  [...dueChallenges, ...others].map((challenge) => [challenge.name, challenge]),
);
