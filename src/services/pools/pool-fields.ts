import { UserPoolTaggingException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import type { MessageTemplates, PasswordPolicy, Pool, PoolMfa, PoolSettings } from "../../records/pools.ts";
import { checkPool } from "../../rules/pool-settings.ts";
import { tagProblem } from "../../rules/tags.ts";
import { passwordPolicyOf } from "./password-policy.ts";
import { type Place, type PoolRequest, recoveryOptions, settingsOf, triggersOf } from "./pool-settings.ts";

/**
 * The pool as a request makes it. `base` holds what the request cannot say and what stays when it says nothing:
 * policies, MFA, plan, deletion protection, issuer and keys, and an SMS configuration, which can be changed but never
 * removed. All else returns to its default (AWS, UpdateUserPool; measured member by member).
 * @throws InvalidParameterException, UserPoolTaggingException, FeatureUnavailableInTierException
 */
export function withRequest(base: Pool, request: PoolRequest, place: Place): Pool {
  const settings = keptSettings(base.settings, settingsOf(request, place));
  const pool = { ...base, ...ownFields(base, request), ...fieldsOfSettings(settings), mfa: mfaOf(base.mfa, request), settings };
  const problem = tagProblem(pool.tags);
  if (problem) throw new UserPoolTaggingException(problem);
  checkPool(pool);
  return pool;
}

const keptSettings = (before: PoolSettings, after: PoolSettings): PoolSettings => ({
  ...after,
  UsernameConfiguration: before.UsernameConfiguration,
  SmsConfiguration: after.SmsConfiguration ?? before.SmsConfiguration,
  // Replaced where the request includes it (AWS, DcrConfigurationType). Assumption: kept otherwise.
  DcrConfiguration: after.DcrConfiguration ?? before.DcrConfiguration,
  // Assumption: omitting these keeps them, because tokens and stored data depend on them.
  IssuerConfiguration: after.IssuerConfiguration ?? before.IssuerConfiguration,
  KeyConfiguration: after.KeyConfiguration ?? before.KeyConfiguration,
});

/** Fields that the request sets by itself. */
function ownFields(base: Pool, request: PoolRequest) {
  return {
    tier: request.UserPoolTier ?? base.tier,
    deletionProtected: request.DeletionProtection ? request.DeletionProtection === "ACTIVE" : base.deletionProtected,
    autoVerified: distinct(request.AutoVerifiedAttributes ?? []),
    verifyBeforeUpdate: distinct(request.UserAttributeUpdateSettings?.AttributesRequireVerificationBeforeUpdate ?? []),
    passwordPolicy: passwordPolicyOf(base.passwordPolicy, request) satisfies PasswordPolicy,
    firstAuthFactors: distinct(request.Policies?.SignInPolicy?.AllowedFirstAuthFactors ?? base.firstAuthFactors),
    recovery: recoveryOptions(request)
      .sort((one, other) => one.priority - other.priority)
      .map(({ name }) => name),
    tags: request.UserPoolTags ?? {},
    messages: messagesOf(base.messages, request),
  };
}

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];

function fieldsOfSettings(settings: PoolSettings) {
  const { DeviceConfiguration: devices, LambdaConfig = {} } = settings;
  return {
    adminCreateOnly: settings.AdminCreateUserConfig?.AllowAdminCreateUserOnly ?? false,
    deviceTracking: devices && {
      challengeRequiredOnNew: devices.ChallengeRequiredOnNewDevice ?? false,
      rememberOnPrompt: devices.DeviceOnlyRememberedOnUserPrompt ?? false,
    },
    triggers: triggersOf(LambdaConfig),
    triggerKmsKey: LambdaConfig.KMSKeyID,
    advancedSecurity: settings.UserPoolAddOns?.AdvancedSecurityMode ?? "OFF",
    dynamicRegistration: settings.DcrConfiguration?.EnableStatus === "Enabled",
    issuerType: settings.IssuerConfiguration?.Type ?? "ORIGINAL",
    developerEmail: settings.EmailConfiguration?.EmailSendingAccount === "DEVELOPER",
    smsConfigured: settings.SmsConfiguration !== undefined,
  };
}

/** MFA that is switched on while no factor is set up means codes by SMS; OFF drops the factors. */
function mfaOf(before: PoolMfa, { MfaConfiguration }: PoolRequest): PoolMfa {
  const mode = MfaConfiguration ?? before.mode;
  if (mode === "OFF") return { mode, sms: false, totp: false, email: false };
  return { ...before, mode, sms: before.sms || !(before.totp || before.email) };
}

/** The template's texts win over the older members that mean the same; AWS's documented example sets both, differently. */
function messagesOf(before: MessageTemplates, request: PoolRequest): MessageTemplates {
  const template: Schemas["VerificationMessageTemplateType"] = request.VerificationMessageTemplate ?? {};
  const invitation = request.AdminCreateUserConfig?.InviteMessageTemplate;
  return {
    verificationOption: template.DefaultEmailOption ?? "CONFIRM_WITH_CODE",
    verificationSms: template.SmsMessage ?? request.SmsVerificationMessage,
    verificationEmail: template.EmailMessage ?? request.EmailVerificationMessage,
    verificationEmailSubject: template.EmailSubject ?? request.EmailVerificationSubject,
    verificationLinkEmail: template.EmailMessageByLink,
    verificationLinkEmailSubject: template.EmailSubjectByLink,
    invitationSms: invitation?.SMSMessage,
    invitationEmail: invitation?.EmailMessage,
    invitationEmailSubject: invitation?.EmailSubject,
    mfaSms: request.SmsAuthenticationMessage,
    mfaEmail: before.mfaEmail,
    mfaEmailSubject: before.mfaEmailSubject,
  };
}
