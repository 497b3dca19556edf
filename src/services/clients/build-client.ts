import type { Schemas } from "#generated/schemas.ts";
import { accountOfArn } from "../../lib/arn.ts";
import type { Client, ClientSettings } from "../../records/clients.ts";
import type { Pool } from "../../records/pools.ts";
import { checkAnalytics, checkClient } from "../../rules/client-settings.ts";
import { checkRotation } from "../../rules/feature-plans.ts";
import { lifetimesOf } from "../../rules/token-validity.ts";

/** The members that CreateUserPoolClient and UpdateUserPoolClient share. */
export type ClientRequest = Omit<Schemas["CreateUserPoolClientRequest"], "UserPoolId" | "ClientName" | "GenerateSecret" | "ClientSecret">;

/** What a request cannot say of a client, or what an update leaves as it is. */
export type ClientIdentity = Pick<Client, "id" | "name" | "createdAt" | "modifiedAt" | "registered" | "secrets" | "secretArn"> & {
  /** What an update replaces. */
  readonly settings?: ClientSettings;
};

const SESSION_MINUTES = 3;

/**
 * The record of a client as a request makes it, with Cognito's defaults, not yet stored. An update keeps the identity and
 * takes all else anew: members that are left out return to their defaults.
 * @throws InvalidParameterException, InvalidOAuthFlowException, FeatureUnavailableInTierException
 */
export function buildClient(pool: Pool, input: ClientRequest, identity: ClientIdentity): Client {
  const lifetimes = lifetimesOfRequest(input);
  if (input.AnalyticsConfiguration) checkAnalytics(analyticsOf(input.AnalyticsConfiguration));
  const client: Client = {
    ...identity,
    poolId: pool.id,
    flows: unlessEmpty(input.ExplicitAuthFlows),
    accessTokenSeconds: lifetimes.access,
    idTokenSeconds: lifetimes.id,
    refreshTokenSeconds: lifetimes.refresh,
    sessionMinutes: input.AuthSessionValidity ?? SESSION_MINUTES,
    readAttributes: unlessEmpty(input.ReadAttributes),
    writeAttributes: unlessEmpty(input.WriteAttributes),
    hideUserExistence: input.PreventUserExistenceErrors === "ENABLED",
    tokenRevocation: input.EnableTokenRevocation ?? true,
    propagateUserContext: input.EnablePropagateAdditionalUserContextData ?? false,
    rotation: rotationOf(input.RefreshTokenRotation),
    oauth: oauthOf(input),
    settings: {
      ...settingsOf(input),
      AnalyticsConfiguration: completedAnalytics(input.AnalyticsConfiguration, pool),
      RefreshTokenRotation: shownRotation(input.RefreshTokenRotation ?? (identity.settings?.RefreshTokenRotation && ROTATION_OFF)),
    },
  };
  checkClient(client, pool);
  checkRotation(pool, client);
  return client;
}

const distinct = <T>(values: readonly T[] = []): T[] => [...new Set(values)];
const unlessEmpty = <T>(values?: readonly T[]): T[] | undefined => (values?.length ? distinct(values) : undefined);

function lifetimesOfRequest({ TokenValidityUnits: units, ...input }: ClientRequest) {
  return lifetimesOf({
    access: { value: input.AccessTokenValidity, unit: units?.AccessToken },
    id: { value: input.IdTokenValidity, unit: units?.IdToken },
    refresh: { value: input.RefreshTokenValidity, unit: units?.RefreshToken },
  });
}

const analyticsOf = (analytics: Schemas["AnalyticsConfigurationType"]) => ({
  applicationArn: analytics.ApplicationArn,
  applicationId: analytics.ApplicationId,
  roleArn: analytics.RoleArn,
  externalId: analytics.ExternalId,
});

/** The service's own role reads and writes the project of an ARN; no data is shared unless asked for (AWS, AnalyticsConfigurationType). */
function completedAnalytics(
  analytics: Schemas["AnalyticsConfigurationType"] | undefined,
  { arn }: Pool,
): Schemas["AnalyticsConfigurationType"] | undefined {
  if (!analytics) return undefined;
  const linkedRole = `arn:aws:iam::${accountOfArn(arn)}:role/aws-service-role/cognito-idp.amazonaws.com/AWSServiceRoleForAmazonCognitoIdp`;
  return { UserDataShared: false, ...(analytics.ApplicationArn && { RoleArn: linkedRole }), ...analytics };
}

const ROTATION_OFF: Schemas["RefreshTokenRotationType"] = { Feature: "DISABLED" };

/** Off, it is told too, be it that an update left it out; a client that never heard of it shows none (terraform-provider-aws#45646, #47196, #50027). */
const shownRotation = (rotation: Schemas["RefreshTokenRotationType"] | undefined): Schemas["RefreshTokenRotationType"] | undefined =>
  rotation && {
    Feature: rotation.Feature,
    RetryGracePeriodSeconds: rotation.Feature === "ENABLED" ? (rotation.RetryGracePeriodSeconds ?? 0) : 0,
  };

const rotationOf = (rotation: Schemas["RefreshTokenRotationType"] | undefined): Client["rotation"] =>
  rotation?.Feature === "ENABLED" ? { graceSeconds: rotation.RetryGracePeriodSeconds ?? 0 } : undefined;

const oauthOf = (input: ClientRequest): Client["oauth"] => ({
  enabled: input.AllowedOAuthFlowsUserPoolClient ?? false,
  flows: distinct(input.AllowedOAuthFlows),
  scopes: distinct(input.AllowedOAuthScopes),
  callbackUrls: distinct(input.CallbackURLs),
  logoutUrls: distinct(input.LogoutURLs),
  defaultRedirectUri: input.DefaultRedirectURI,
  identityProviders: unlessEmpty(input.SupportedIdentityProviders),
});

const settingsOf = (input: ClientRequest): Omit<ClientSettings, "AnalyticsConfiguration" | "RefreshTokenRotation"> => ({
  AccessTokenValidity: input.AccessTokenValidity,
  AllowedOAuthFlows: unlessEmpty(input.AllowedOAuthFlows),
  AllowedOAuthScopes: unlessEmpty(input.AllowedOAuthScopes),
  CallbackURLs: unlessEmpty(input.CallbackURLs),
  DefaultRedirectURI: input.DefaultRedirectURI,
  ExplicitAuthFlows: unlessEmpty(input.ExplicitAuthFlows),
  IdTokenValidity: input.IdTokenValidity,
  LogoutURLs: unlessEmpty(input.LogoutURLs),
  PreventUserExistenceErrors: input.PreventUserExistenceErrors,
  ReadAttributes: unlessEmpty(input.ReadAttributes),
  // 0 asks for the default (AWS, CreateUserPoolClient).
  RefreshTokenValidity: input.RefreshTokenValidity || undefined,
  SupportedIdentityProviders: unlessEmpty(input.SupportedIdentityProviders),
  TokenValidityUnits: input.TokenValidityUnits,
  WriteAttributes: unlessEmpty(input.WriteAttributes),
});
