import { ResourceNotFoundException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import { regionOfArn } from "../lib/arn.ts";
import type { Driver, Stored } from "../storage/driver.ts";
import { defineTable } from "./table.ts";

export type AttributeDataType = "String" | "Number" | "DateTime" | "Boolean";

/** One attribute of a pool's schema. `name` carries its prefix (`custom:`, `dev:custom:`). */
export interface SchemaAttribute {
  readonly name: string;
  readonly type: AttributeDataType;
  readonly mutable: boolean;
  readonly required: boolean;
  readonly developerOnly: boolean;
  /** String: length in characters. Number: value. Absent where the schema sets none; kept as the decimal text that was given. */
  readonly min?: string;
  readonly max?: string;
  /** The constraints member is shown, be it empty. */
  readonly constrained: boolean;
}

export interface PasswordPolicy {
  readonly minimumLength: number;
  readonly requireUppercase: boolean;
  readonly requireLowercase: boolean;
  readonly requireNumbers: boolean;
  readonly requireSymbols: boolean;
  readonly temporaryPasswordValidityDays: number;
  /** How many earlier passwords may not come back; absent: no history. */
  readonly historySize?: number;
}

export type ContactAttribute = "email" | "phone_number";
export type AliasAttribute = ContactAttribute | "preferred_username";
export type FirstAuthFactor = "PASSWORD" | "EMAIL_OTP" | "SMS_OTP" | "WEB_AUTHN" | "SOFTWARE_TOKEN";

/** Message texts of a pool; absent: Cognito's default. */
export interface MessageTemplates {
  readonly verificationOption: "CONFIRM_WITH_CODE" | "CONFIRM_WITH_LINK";
  readonly verificationSms?: string;
  readonly verificationEmail?: string;
  readonly verificationEmailSubject?: string;
  readonly verificationLinkEmail?: string;
  readonly verificationLinkEmailSubject?: string;
  readonly invitationSms?: string;
  readonly invitationEmail?: string;
  readonly invitationEmailSubject?: string;
  readonly mfaSms?: string;
  readonly mfaEmail?: string;
  readonly mfaEmailSubject?: string;
}

export interface PoolMfa {
  readonly mode: "OFF" | "ON" | "OPTIONAL";
  readonly sms: boolean;
  readonly totp: boolean;
  readonly email: boolean;
  /** The authenticator app was named as off, and is told so. */
  readonly totpSaidOff?: boolean;
}

/** A versioned trigger of a pool, or a plain one with version V1_0. */
export interface TriggerTarget {
  readonly arn: string;
  readonly version: "V1_0" | "V2_0" | "V3_0";
}

/** What is stored of a user pool: what is computed on as own fields, what is merely echoed under `settings` in wire form. */
export interface Pool {
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly tier: "LITE" | "ESSENTIALS" | "PLUS";
  readonly deletionProtected: boolean;
  readonly schema: readonly SchemaAttribute[];
  readonly usernameAttributes: readonly ContactAttribute[];
  readonly aliasAttributes: readonly AliasAttribute[];
  readonly autoVerified: readonly ContactAttribute[];
  readonly verifyBeforeUpdate: readonly ContactAttribute[];
  readonly caseSensitive: boolean;
  readonly passwordPolicy: PasswordPolicy;
  readonly firstAuthFactors: readonly FirstAuthFactor[];
  /** Most wanted first; empty: the legacy rule, phone before email. */
  readonly recovery: readonly ("verified_email" | "verified_phone_number" | "admin_only")[];
  readonly adminCreateOnly: boolean;
  readonly messages: MessageTemplates;
  readonly mfa: PoolMfa;
  readonly deviceTracking?: { readonly challengeRequiredOnNew: boolean; readonly rememberOnPrompt: boolean };
  /** Keyed by the names of LambdaConfig. */
  readonly triggers: Readonly<Record<string, TriggerTarget>>;
  readonly triggerKmsKey?: string;
  readonly webAuthn?: {
    readonly relyingPartyId?: string;
    readonly userVerification: "required" | "preferred";
    readonly factors: "SINGLE_FACTOR" | "MULTI_FACTOR_WITH_USER_VERIFICATION";
  };
  readonly advancedSecurity: "OFF" | "AUDIT" | "ENFORCED";
  readonly issuerType: "ORIGINAL" | "UPDATED";
  /** Whether applications may register clients of their own. */
  readonly dynamicRegistration?: boolean;
  /** Whether sessions of users are tracked, and how many of their tokens' each may have. Absent: never configured. */
  readonly sessions?: { readonly tracked: boolean; readonly maxPerUser: number };
  readonly developerEmail: boolean;
  readonly smsConfigured: boolean;
  readonly tags: Readonly<Record<string, string>>;
  readonly settings: PoolSettings;
}

/** Wire members as they were given, shown again in that form; absent where the caller set none. */
export type PoolSettings = Readonly<
  Pick<
    Schemas["UserPoolType"],
    | "AccountRecoverySetting"
    | "AcrConfiguration"
    | "AdminCreateUserConfig"
    | "DcrConfiguration"
    | "DeviceConfiguration"
    | "EmailConfiguration"
    | "EmailVerificationMessage"
    | "EmailVerificationSubject"
    | "IssuerConfiguration"
    | "KeyConfiguration"
    | "LambdaConfig"
    | "SmsAuthenticationMessage"
    | "SmsConfiguration"
    | "SmsVerificationMessage"
    | "UserAttributeUpdateSettings"
    | "UserPoolAddOns"
    | "UsernameConfiguration"
    | "VerificationMessageTemplate"
  >
>;

export const pools = defineTable<Pool, "region">({
  name: "pools",
  partition: (pool) => pool.id,
  id: (pool) => pool.id,
  carries: true,
  indexes: { region: { scope: "all", keys: (pool) => [regionOfPool(pool)] } },
});

export const tracksSessions = ({ sessions }: Pick<Pool, "sessions">): boolean => sessions?.tracked ?? false;

/** The part of a pool's id after the underscore: the pool's name in SRP. */
export const poolName = (poolId: string): string => poolId.slice(poolId.indexOf("_") + 1);

export const poolRegion = (poolId: string): string => poolId.slice(0, poolId.indexOf("_"));

/** Regions look like `eu-west-1` or `us-gov-east-1`. */
export const isRegion = (text: string): boolean => /^[a-z]{2,}(-[a-z]+)+-\d$/.test(text);

/** The region that a pool's id names; a seed may have chosen one that names none. */
export const regionOfPoolId = (id: string): string | undefined => (isRegion(poolRegion(id)) ? poolRegion(id) : undefined);

/** The one that its id names, else that of its ARN. */
export const regionOfPool = ({ id, arn }: Pick<Pool, "id" | "arn">): string => regionOfPoolId(id) ?? regionOfArn(arn);

/** @throws ResourceNotFoundException */
export async function getPool(store: Driver, poolId: string): Promise<Pool & Stored> {
  const pool = await pools.find(store, poolId, poolId);
  if (!pool) throw poolNotFound(poolId);
  return pool;
}

export const poolNotFound = (poolId: string): ResourceNotFoundException =>
  new ResourceNotFoundException(`User pool ${poolId} does not exist.`);
