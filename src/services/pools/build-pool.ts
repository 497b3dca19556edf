import type { Schemas } from "#generated/schemas.ts";
import type { Pool } from "../../records/pools.ts";
import { type AttributeRequest, newSchema } from "../../rules/pool-schema.ts";
import { DEFAULT_PASSWORD_POLICY } from "./password-policy.ts";
import { withRequest } from "./pool-fields.ts";
import type { Place } from "./pool-settings.ts";

export interface NewPool extends Place {
  /** Chosen by the caller: a fresh one, or one that a seed names. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * The record of a new pool with all of Cognito's defaults, not yet stored.
 * @throws InvalidParameterException, UserPoolTaggingException, FeatureUnavailableInTierException
 */
export function buildPool(input: Schemas["CreateUserPoolRequest"], { id, now, ...place }: NewPool): Pool {
  const base: Pool = {
    ...BLANK,
    id,
    name: input.PoolName,
    arn: `arn:aws:cognito-idp:${place.region}:${place.accountId}:userpool/${id}`,
    createdAt: now,
    modifiedAt: now,
    schema: newSchema((input.Schema ?? []).map(attributeRequest)),
    usernameAttributes: [...new Set(input.UsernameAttributes)],
    aliasAttributes: [...new Set(input.AliasAttributes)],
    // Documented as the default of the API, be it that consoles choose otherwise.
    caseSensitive: input.UsernameConfiguration?.CaseSensitive ?? true,
    settings: { UsernameConfiguration: input.UsernameConfiguration },
  };
  return withRequest(base, input, place);
}

const BLANK = {
  tier: "ESSENTIALS",
  deletionProtected: false,
  autoVerified: [],
  verifyBeforeUpdate: [],
  passwordPolicy: DEFAULT_PASSWORD_POLICY,
  firstAuthFactors: ["PASSWORD"],
  recovery: [],
  adminCreateOnly: false,
  messages: { verificationOption: "CONFIRM_WITH_CODE" },
  mfa: { mode: "OFF", sms: false, totp: false, email: false },
  triggers: {},
  advancedSecurity: "OFF",
  issuerType: "ORIGINAL",
  developerEmail: false,
  smsConfigured: false,
  tags: {},
} satisfies Partial<Pool>;

/** An entry of Schema or CustomAttributes in the terms of the schema's rules. */
export function attributeRequest(attribute: Schemas["SchemaAttributeType"]): AttributeRequest {
  const { StringAttributeConstraints: text, NumberAttributeConstraints: number } = attribute;
  return {
    name: attribute.Name ?? "",
    type: attribute.AttributeDataType,
    mutable: attribute.Mutable,
    required: attribute.Required,
    developerOnly: attribute.DeveloperOnlyAttribute,
    stringBounds: text && { min: text.MinLength, max: text.MaxLength },
    numberBounds: number && { min: number.MinValue, max: number.MaxValue },
  };
}
