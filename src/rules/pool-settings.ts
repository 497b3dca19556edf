import { FeatureUnavailableInTierException, InvalidParameterException } from "#generated/errors.ts";
import type { Pool } from "../records/pools.ts";

/** What must hold of a pool as a whole, be it new or changed. @throws InvalidParameterException, FeatureUnavailableInTierException */
export function checkPool(pool: Pool): void {
  if (pool.aliasAttributes.length > 0 && pool.usernameAttributes.length > 0)
    throw new InvalidParameterException("Only one of the aliasAttributes or usernameAttributes can be set in a User pool.");
  if (pool.autoVerified.includes("phone_number") && !pool.smsConfigured)
    throw new InvalidParameterException("SMS configuration is required when phone_number is selected for auto verification");
  if (pool.verifyBeforeUpdate.some((attribute) => !pool.autoVerified.includes(attribute)))
    throw new InvalidParameterException(
      "All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes",
    );
  if (!pool.firstAuthFactors.includes("PASSWORD"))
    throw new InvalidParameterException("Password should be configured as one of the allowed first auth factors.");
  checkMfa(pool);
  checkTriggers(pool);
  checkTier(pool);
}

/** @throws InvalidParameterException */
export function checkMfa({ mfa, smsConfigured, developerEmail, firstAuthFactors }: Pool): void {
  if (mfa.mode !== "OFF" && mfa.sms && !smsConfigured)
    throw new InvalidParameterException(
      "SMS configuration and Auto verification for phone_number are required when MFA is required/optional",
    );
  if (mfa.email && !developerEmail)
    throw new InvalidParameterException(
      "Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an EmailSendingAccount of COGNITO_DEFAULT.",
    );
  // Assumption: the wording. A one-time password alone would be one factor where two are required (AWS, passwordless sign-in).
  if (mfa.mode === "ON" && firstAuthFactors.some((factor) => factor === "EMAIL_OTP" || factor === "SMS_OTP"))
    throw new InvalidParameterException("EMAIL_OTP and SMS_OTP cannot be used as first auth factors when MFA is required.");
}

function checkTriggers({ triggers, triggerKmsKey }: Pool): void {
  if ((triggers.CustomSMSSender || triggers.CustomEmailSender) && !triggerKmsKey)
    throw new InvalidParameterException("KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used.");
}

/** Features of the pool that the LITE plan does not have, by the names in AWS's messages. */
function paidFeatures(pool: Pool): string[] {
  const version = pool.triggers.PreTokenGeneration?.version ?? "V1_0";
  return [
    ...(pool.firstAuthFactors.some((factor) => factor !== "PASSWORD") ? ["Passwordless Sign-In"] : []),
    // Measured for V2_0; that V3_0 is named alike is an assumption.
    ...(version === "V1_0" ? [] : [`Token Customization with Pre-Token Generation Lambda ${version}`]),
    // Assumption: the names of the two. That they are not part of LITE is documented.
    ...(pool.passwordPolicy.historySize ? ["Password History"] : []),
    ...(pool.mfa.email ? ["Email MFA"] : []),
  ];
}

/** @throws FeatureUnavailableInTierException */
export function checkTier(pool: Pool): void {
  const features = pool.tier === "LITE" ? paidFeatures(pool) : [];
  if (features.length === 0) return;
  throw new FeatureUnavailableInTierException(
    `The following features need to be disabled for the ${pool.tier} pricing tier configured: ${features.join(", ")}`,
  );
}

/** A recovery list as the caller gave it. @throws InvalidParameterException */
export function checkRecovery(options: readonly { readonly name: string; readonly priority: number }[]): void {
  const distinct = (values: readonly unknown[]) => new Set(values).size === values.length;
  if (!distinct(options.map(({ name }) => name)) || !distinct(options.map(({ priority }) => priority)))
    throw new InvalidParameterException("Account Recovery Setting cannot have duplicate priorities or recovery mechanisms.");
  if (options.length > 1 && options.some(({ name }) => name === "admin_only"))
    throw new InvalidParameterException(
      "Account Recovery Setting cannot use admin_only setting with any other recovery mechanisms.",
    );
}
