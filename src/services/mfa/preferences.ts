import type { Schemas } from "#generated/schemas.ts";
import { namedUser, signedInUser } from "../../accounts/lookup.ts";
import { storedUser } from "../../auth/factors/one-time-code.ts";
import type { Context, Operations } from "../../context.ts";
import type { Pool } from "../../records/pools.ts";
import { type User, users } from "../../records/users.ts";
import { type FactorWish, withPreferences } from "../../rules/mfa-policy.ts";
import { retryStale } from "../../storage/retry.ts";

type Preferences = Omit<Schemas["SetUserMFAPreferenceRequest"], "AccessToken">;

export const setUserMFAPreference: Operations["setUserMFAPreference"] = async (input, ctx) => {
  const { pool, user } = await signedInUser(ctx, input.AccessToken);
  return prefer(ctx, pool, user, input);
};

export const adminSetUserMFAPreference: Operations["adminSetUserMFAPreference"] = async (input, ctx) => {
  const { pool, user } = await namedUser(ctx, input.UserPoolId, input.Username);
  return prefer(ctx, pool, user, input);
};

async function prefer(ctx: Context, pool: Pool, { sub }: User, input: Preferences): Promise<Record<string, never>> {
  const wishes = {
    SMS_MFA: wish(input.SMSMfaSettings),
    SOFTWARE_TOKEN_MFA: wish(input.SoftwareTokenMfaSettings),
    EMAIL_OTP: wish(input.EmailMfaSettings),
  };
  await retryStale(async () => ctx.store.commit([users.put(withPreferences(await storedUser(ctx, pool, sub), wishes))]));
  return {};
}

const wish = (settings: Schemas["SMSMfaSettingsType"] | undefined): FactorWish | undefined =>
  settings && { enabled: settings.Enabled, preferred: settings.PreferredMfa };
