import { MFAMethodNotFoundException } from "#generated/errors.ts";
import { hasLostFactors, type MfaStep, mfaStep } from "../../rules/mfa-policy.ts";
import type { ChallengeName, KnownAttempt } from "../attempt.ts";
import { isRememberedDevice } from "./devices.ts";

/**
 * Challenges after which no second factor is asked: the factors themselves, and a one-time password as the first factor,
 * which AWS never follows by MFA.
 */
const ENOUGH: readonly ChallengeName[] = ["SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP", "MFA_SETUP", "SMS_OTP"];

/** The step of MFA that is due, if any. In custom authentication the pool's own triggers decide what is asked. */
export function dueSecondFactor(attempt: KnownAttempt): MfaStep | undefined {
  const { pool, user, progress } = attempt;
  const { flow, passed } = progress;
  if (flow === "CUSTOM_AUTH" || passed.some((name) => ENOUGH.includes(name))) return undefined;
  // Whoever looks like somebody else has to show more than a device that is remembered, and a factor that works though it is not switched on.
  if (progress.risk?.mfa) return mfaStep({ mfa: { ...pool.mfa, mode: "ON" } }, user);
  if (passed.includes("DEVICE_PASSWORD_VERIFIER") && isRememberedDevice(attempt)) return undefined;
  if (passed.includes("WEB_AUTHN") && pool.webAuthn?.factors === "MULTI_FACTOR_WITH_USER_VERIFICATION") return undefined;
  // As AWS did before it refused the change that leads here; one factor is never enough.
  if (hasLostFactors(pool, user)) throw new MFAMethodNotFoundException("MFA method not found.");
  return mfaStep(pool, user);
}
