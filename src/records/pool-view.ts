import type { Schemas } from "#generated/schemas.ts";
import type { Domain } from "./domains.ts";
import type { Pool, SchemaAttribute } from "./pools.ts";

type View = Schemas["UserPoolType"];

/** The pool as DescribeUserPool shows it. `users`: how many users it has. Members that were never set are left out. */
export function viewOfPool(pool: Pool, users: number, domains: readonly Domain[] = []): View {
  return {
    Id: pool.id,
    Name: pool.name,
    Policies: viewOfPolicies(pool),
    DeletionProtection: pool.deletionProtected ? "ACTIVE" : "INACTIVE",
    LambdaConfig: pool.settings.LambdaConfig ?? {},
    LastModifiedDate: pool.modifiedAt / 1000,
    CreationDate: pool.createdAt / 1000,
    SchemaAttributes: pool.schema.map(viewOfAttribute),
    AutoVerifiedAttributes: unlessEmpty(pool.autoVerified),
    AliasAttributes: unlessEmpty(pool.aliasAttributes),
    UsernameAttributes: unlessEmpty(pool.usernameAttributes),
    ...viewOfMessages(pool),
    UserAttributeUpdateSettings: pool.settings.UserAttributeUpdateSettings,
    MfaConfiguration: pool.mfa.mode,
    DeviceConfiguration: pool.settings.DeviceConfiguration,
    EstimatedNumberOfUsers: users,
    EmailConfiguration: { EmailSendingAccount: "COGNITO_DEFAULT", ...pool.settings.EmailConfiguration },
    SmsConfiguration: pool.settings.SmsConfiguration,
    Domain: domains.find(({ custom }) => !custom)?.name,
    CustomDomain: domains.find(({ custom }) => custom)?.name,
    UserPoolTags: { ...pool.tags },
    AdminCreateUserConfig: viewOfAdminCreate(pool),
    UserPoolAddOns: viewOfAddOns(pool),
    UsernameConfiguration: pool.settings.UsernameConfiguration,
    Arn: pool.arn,
    AccountRecoverySetting: pool.settings.AccountRecoverySetting,
    UserPoolTier: pool.tier,
    AcrConfiguration: pool.settings.AcrConfiguration,
    DcrConfiguration: pool.settings.DcrConfiguration,
    KeyConfiguration: pool.settings.KeyConfiguration ?? { KeyType: "AWS_OWNED_KEY" },
    IssuerConfiguration: { Type: pool.issuerType },
  };
}

/** The pool as ListUserPools shows it. */
export const viewOfListedPool = (pool: Pool, replicaRegions: readonly string[]): Schemas["UserPoolDescriptionType"] => ({
  Id: pool.id,
  Name: pool.name,
  LambdaConfig: pool.settings.LambdaConfig ?? {},
  LastModifiedDate: pool.modifiedAt / 1000,
  CreationDate: pool.createdAt / 1000,
  // Assumption: absent where there is none, as other lists of a pool are.
  ReplicaRegions: unlessEmpty(replicaRegions),
});

const unlessEmpty = <T>(values: readonly T[]): T[] | undefined => (values.length > 0 ? [...values] : undefined);

function viewOfPolicies({ passwordPolicy: policy, firstAuthFactors }: Pool): View["Policies"] {
  return {
    PasswordPolicy: {
      MinimumLength: policy.minimumLength,
      RequireUppercase: policy.requireUppercase,
      RequireLowercase: policy.requireLowercase,
      RequireNumbers: policy.requireNumbers,
      RequireSymbols: policy.requireSymbols,
      PasswordHistorySize: policy.historySize,
      TemporaryPasswordValidityDays: policy.temporaryPasswordValidityDays,
    },
    SignInPolicy: { AllowedFirstAuthFactors: [...firstAuthFactors] },
  };
}

/** The template and the three older members mirror each other where only one of the two forms was given. */
function viewOfMessages({ messages, settings }: Pool) {
  return {
    SmsVerificationMessage: settings.SmsVerificationMessage ?? messages.verificationSms,
    EmailVerificationMessage: settings.EmailVerificationMessage ?? messages.verificationEmail,
    EmailVerificationSubject: settings.EmailVerificationSubject ?? messages.verificationEmailSubject,
    VerificationMessageTemplate: {
      SmsMessage: messages.verificationSms,
      EmailMessage: messages.verificationEmail,
      EmailSubject: messages.verificationEmailSubject,
      EmailMessageByLink: messages.verificationLinkEmail,
      EmailSubjectByLink: messages.verificationLinkEmailSubject,
      DefaultEmailOption: messages.verificationOption,
    },
    SmsAuthenticationMessage: messages.mfaSms,
  } satisfies Partial<View>;
}

const viewOfAdminCreate = ({ adminCreateOnly, passwordPolicy, settings }: Pool): View["AdminCreateUserConfig"] => ({
  AllowAdminCreateUserOnly: adminCreateOnly,
  UnusedAccountValidityDays: passwordPolicy.temporaryPasswordValidityDays,
  InviteMessageTemplate: settings.AdminCreateUserConfig?.InviteMessageTemplate,
});

/** With threat protection on, the additional flows are always shown, be they empty. */
function viewOfAddOns({ advancedSecurity, settings }: Pool): View["UserPoolAddOns"] {
  if (!settings.UserPoolAddOns || advancedSecurity === "OFF") return settings.UserPoolAddOns;
  return { AdvancedSecurityAdditionalFlows: {}, ...settings.UserPoolAddOns };
}

function viewOfAttribute({
  name,
  type,
  developerOnly,
  mutable,
  required,
  min,
  max,
  constrained,
}: SchemaAttribute): Schemas["SchemaAttributeType"] {
  return {
    Name: name,
    AttributeDataType: type,
    DeveloperOnlyAttribute: developerOnly,
    Mutable: mutable,
    Required: required,
    ...(constrained && type === "String" && { StringAttributeConstraints: { MinLength: min, MaxLength: max } }),
    ...(constrained && type === "Number" && { NumberAttributeConstraints: { MinValue: min, MaxValue: max } }),
  };
}
