import { InvalidParameterException } from "#generated/errors.ts";
import type { PasswordPolicy } from "../../records/pools.ts";
import type { PoolRequest } from "./pool-settings.ts";

const TEMPORARY_PASSWORD_DAYS = 7;

/** The policy of a pool whose creator names none. */
export const DEFAULT_PASSWORD_POLICY: PasswordPolicy = {
  minimumLength: 8,
  requireUppercase: true,
  requireLowercase: true,
  requireNumbers: true,
  requireSymbols: true,
  temporaryPasswordValidityDays: TEMPORARY_PASSWORD_DAYS,
};

/**
 * The policy that a request asks for, or `before` where it names none. Assumption: within a given policy, a character
 * class that is left out is not required. @throws InvalidParameterException
 */
export function passwordPolicyOf(before: PasswordPolicy, { Policies, AdminCreateUserConfig }: PoolRequest): PasswordPolicy {
  const asked = Policies?.PasswordPolicy;
  const unusedDays = AdminCreateUserConfig?.UnusedAccountValidityDays;
  if (asked?.TemporaryPasswordValidityDays !== undefined && unusedDays !== undefined)
    throw new InvalidParameterException("Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays");
  if (!asked)
    return unusedDays === undefined ? before : { ...before, temporaryPasswordValidityDays: unusedDays || TEMPORARY_PASSWORD_DAYS };
  return {
    minimumLength: asked.MinimumLength ?? DEFAULT_PASSWORD_POLICY.minimumLength,
    requireUppercase: asked.RequireUppercase ?? false,
    requireLowercase: asked.RequireLowercase ?? false,
    requireNumbers: asked.RequireNumbers ?? false,
    requireSymbols: asked.RequireSymbols ?? false,
    // 0 counts as not given (AWS, PasswordPolicyType).
    temporaryPasswordValidityDays: asked.TemporaryPasswordValidityDays || unusedDays || TEMPORARY_PASSWORD_DAYS,
    ...(asked.PasswordHistorySize && { historySize: asked.PasswordHistorySize }),
  };
}
