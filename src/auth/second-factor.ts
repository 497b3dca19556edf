import { type MfaStep, mfaStep } from "../rules/mfa-policy.ts";
import type { User } from "../records/users.ts";
import type { Attempt, ChallengeName } from "./attempt.ts";

/**
 * Challenges after which no second factor is asked: the factors themselves, a one-time password as the first factor, which
 * AWS never follows by MFA, and a device that proved to be the remembered one.
 */
const ENOUGH: readonly ChallengeName[] = ["SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP", "MFA_SETUP", "SMS_OTP", "DEVICE_PASSWORD_VERIFIER"];

/** The step of MFA that is due, if any. In custom authentication the pool's own triggers decide what is asked. */
export function dueSecondFactor({ pool, user, progress }: Attempt & { readonly user: User }): MfaStep | undefined {
  const { flow, passed } = progress;
  if (flow === "CUSTOM_AUTH" || passed.some((name) => ENOUGH.includes(name))) return undefined;
  if (passed.includes("WEB_AUTHN") && pool.webAuthn?.factors === "MULTI_FACTOR_WITH_USER_VERIFICATION") return undefined;
  return mfaStep(pool, user);
}
