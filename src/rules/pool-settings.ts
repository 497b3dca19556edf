import { InvalidParameterException } from "#generated/errors.ts";
import type { Pool, PoolMfa } from "../records/pools.ts";
import { checkPlan } from "./feature-plans.ts";

/** What must hold of a pool as a whole, be it new or changed. @throws InvalidParameterException, FeatureUnavailableInTierException */
export function checkPool(pool: Pool): void {
  if (pool.aliasAttributes.length > 0 && pool.usernameAttributes.length > 0)
    throw new InvalidParameterException("Only one of the aliasAttributes or usernameAttributes can be set in a User pool.");
  if (pool.autoVerified.includes("phone_number") && !pool.smsConfigured)
    throw new InvalidParameterException("SMS configuration is required when phone_number is selected for auto verification");
  if (pool.verifyBeforeUpdate.some((attribute) => !pool.autoVerified.includes(attribute)))
    throw new InvalidParameterException("All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes");
  if (!pool.firstAuthFactors.includes("PASSWORD"))
    throw new InvalidParameterException("Password should be configured as one of the allowed first auth factors.");
  checkMfa(pool);
  checkTriggers(pool);
  checkPlan(pool);
}

/** @throws InvalidParameterException */
export function checkMfa({ mfa, smsConfigured, developerEmail, firstAuthFactors }: Pool): void {
  if (firstAuthFactors.includes("SMS_OTP") && !smsConfigured)
    throw new InvalidParameterException("SMS_OTP can not be configured as AuthFactor as user pool is missing valid SMS configuration");
  if (mfa.mode !== "OFF" && mfa.sms && !smsConfigured)
    throw new InvalidParameterException(
      "SMS configuration and Auto verification for phone_number are required when MFA is required/optional",
    );
  if (mfa.email && !developerEmail)
    throw new InvalidParameterException(
      "Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an EmailSendingAccount of COGNITO_DEFAULT.",
    );
  // Assumption: the same is said whichever of the two settings comes last; and passkeys pass, whether they count as two factors or as one.
  if (mfa.mode === "ON" && firstAuthFactors.some((factor) => factor !== "PASSWORD" && factor !== "WEB_AUTHN"))
    throw new InvalidParameterException("Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled");
}

/** A pool that has no second factor does not get one by an update that requires it. @throws InvalidParameterException */
export function checkMfaUpdate({ mfa }: Pool, mode: PoolMfa["mode"] | undefined): void {
  if (mode === "ON" && !mfa.sms && !mfa.totp && !mfa.email)
    throw new InvalidParameterException("Cannot turn MFA functionality ON, once the user pool has been created.");
}

function checkTriggers({ triggers, triggerKmsKey }: Pool): void {
  if ((triggers.CustomSMSSender || triggers.CustomEmailSender) && !triggerKmsKey)
    throw new InvalidParameterException("KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used.");
}

/** A recovery list as the caller gave it. @throws InvalidParameterException */
export function checkRecovery(options: readonly { readonly name: string; readonly priority: number }[]): void {
  const distinct = (values: readonly unknown[]) => new Set(values).size === values.length;
  if (!distinct(options.map(({ name }) => name)) || !distinct(options.map(({ priority }) => priority)))
    throw new InvalidParameterException("Account Recovery Setting cannot have duplicate priorities or recovery mechanisms.");
  if (options.length > 1 && options.some(({ name }) => name === "admin_only"))
    throw new InvalidParameterException("Account Recovery Setting cannot use admin_only setting with any other recovery mechanisms.");
}
