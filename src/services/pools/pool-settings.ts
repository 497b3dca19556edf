import { InvalidParameterException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import type { PoolSettings, TriggerTarget } from "../../records/pools.ts";
import { checkEmail, checkFunctions } from "../../rules/messaging.ts";
import { checkRecovery } from "../../rules/pool-settings.ts";
import { completedSms } from "../../rules/sms-configuration.ts";

/** The members that CreateUserPool and UpdateUserPool share. */
export type PoolRequest = Omit<
  Schemas["CreateUserPoolRequest"],
  "PoolName" | "Schema" | "AliasAttributes" | "UsernameAttributes" | "UsernameConfiguration"
>;

/** Where a pool is: its region and its owner's account. */
export interface Place {
  readonly region: string;
  readonly accountId: string;
}

type AcrConfiguration = Schemas["AcrConfigurationType"];
type LambdaConfig = Schemas["LambdaConfigType"];

/** What a request says, completed as DescribeUserPool shows it. @throws InvalidParameterException */
export function settingsOf(request: PoolRequest, place: Place): PoolSettings {
  checkEmail(emailSettings(request), place.region);
  checkRecovery(recoveryOptions(request));
  return {
    AccountRecoverySetting: request.AccountRecoverySetting ?? DEFAULT_RECOVERY,
    AcrConfiguration: acrConfiguration(request.AcrConfiguration),
    AdminCreateUserConfig: request.AdminCreateUserConfig,
    DcrConfiguration: dcrConfiguration(request.DcrConfiguration),
    DeviceConfiguration: request.DeviceConfiguration,
    EmailConfiguration: request.EmailConfiguration,
    EmailVerificationMessage: request.EmailVerificationMessage,
    EmailVerificationSubject: request.EmailVerificationSubject,
    IssuerConfiguration: request.IssuerConfiguration,
    KeyConfiguration: keyConfiguration(request.KeyConfiguration),
    LambdaConfig: lambdaConfig(request.LambdaConfig ?? {}, place),
    SmsAuthenticationMessage: request.SmsAuthenticationMessage,
    SmsConfiguration: completedSms(request.SmsConfiguration, place),
    SmsVerificationMessage: request.SmsVerificationMessage,
    UserAttributeUpdateSettings: request.UserAttributeUpdateSettings,
    UserPoolAddOns: request.UserPoolAddOns,
    VerificationMessageTemplate: request.VerificationMessageTemplate,
  };
}

/** Told of pools that name none since 2023. Assumption: its values; an empty setting keeps the older rule, text message first. */
const DEFAULT_RECOVERY: Schemas["AccountRecoverySettingType"] = {
  RecoveryMechanisms: [
    { Priority: 1, Name: "verified_email" },
    { Priority: 2, Name: "verified_phone_number" },
  ],
};

export const recoveryOptions = ({ AccountRecoverySetting }: PoolRequest) =>
  ((AccountRecoverySetting ?? DEFAULT_RECOVERY).RecoveryMechanisms ?? []).map(({ Name, Priority }) => ({ name: Name, priority: Priority }));

const emailSettings = ({ EmailConfiguration: email }: PoolRequest) => ({
  developer: email?.EmailSendingAccount === "DEVELOPER",
  sourceArn: email?.SourceArn,
  from: email?.From,
});

/** What AWS calls the levels of authentication that have no name of the pool's own. */
const DEFAULT_LEVELS: AcrConfiguration = {
  Level1: { AcrValue: "urn:cognito:loa:1" },
  Level2: { AcrValue: "urn:cognito:loa:2" },
  Level3: { AcrValue: "urn:cognito:loa:3" },
  Level4: { AcrValue: "urn:cognito:loa:4" },
};

/** Kept and told back; tokens do not name a level yet. */
function acrConfiguration(acr: AcrConfiguration | undefined): AcrConfiguration | undefined {
  if (!acr) return undefined;
  const levels = { ...DEFAULT_LEVELS, ...acr };
  const names = Object.values(levels).map(({ AcrValue }) => AcrValue);
  // Assumption: the wording. That they differ, the default ones included, is documented (AWS, AcrLevelConfigType).
  if (new Set(names).size < names.length) throw new InvalidParameterException("AcrConfiguration cannot have duplicate values.");
  return levels;
}

/** Given without its status it is on (AWS, DcrConfigurationType). */
const dcrConfiguration = (dcr: Schemas["DcrConfigurationType"] | undefined): Schemas["DcrConfigurationType"] | undefined =>
  dcr && { EnableStatus: "Enabled", OpenDcrEnabled: false, ...dcr };

function keyConfiguration(key: Schemas["KeyConfigurationType"] | undefined): Schemas["KeyConfigurationType"] | undefined {
  // Assumption: the wording. A customer's key has to be named.
  if (key?.KeyType === "CUSTOMER_MANAGED_KEY" && !key.KmsKeyArn)
    throw new InvalidParameterException("KmsKeyArn is required when KeyType is CUSTOMER_MANAGED_KEY.");
  return key && { KeyType: key.KmsKeyArn ? "CUSTOMER_MANAGED_KEY" : "AWS_OWNED_KEY", ...key };
}

/** The plain and the versioned form of the pre token generation trigger show each other. @throws InvalidParameterException */
function lambdaConfig(lambda: LambdaConfig, { region }: Place): LambdaConfig {
  const { PreTokenGeneration: plain, PreTokenGenerationConfig: versioned } = lambda;
  if (plain && versioned && plain !== versioned.LambdaArn)
    throw new InvalidParameterException("Cannot use PreTokenGenerationLambda and PreTokenGeneration with different Lambda function ARN's");
  const arn = plain ?? versioned?.LambdaArn;
  const mirrored: LambdaConfig = arn
    ? { PreTokenGeneration: arn, PreTokenGenerationConfig: versioned ?? { LambdaVersion: "V1_0", LambdaArn: arn } }
    : {};
  const complete = { ...lambda, ...mirrored };
  checkFunctions(
    Object.values(triggersOf(complete)).map((target) => target.arn),
    region,
  );
  return complete;
}

/** The functions of a LambdaConfig by trigger, each with the version of its event. */
export function triggersOf({ KMSKeyID: _key, PreTokenGenerationConfig: tokens, ...lambda }: LambdaConfig): Record<string, TriggerTarget> {
  const targets = Object.entries(lambda).map(([name, target]): [string, TriggerTarget] => [
    name,
    typeof target === "string" ? { arn: target, version: "V1_0" } : { arn: target.LambdaArn, version: target.LambdaVersion },
  ]);
  const preToken: Record<string, TriggerTarget> = tokens
    ? { PreTokenGeneration: { arn: tokens.LambdaArn, version: tokens.LambdaVersion } }
    : {};
  return { ...Object.fromEntries(targets), ...preToken };
}
