import { InvalidParameterException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import { namedUser, signedInUser } from "../../accounts/lookup.ts";
import { storedUser } from "../../auth/factors/one-time-code.ts";
import type { Context, Operations } from "../../context.ts";
import type { Pool } from "../../records/pools.ts";
import { type User, users } from "../../records/users.ts";
import { withPreferences } from "../../rules/mfa-policy.ts";
import { retryStale } from "../../storage/retry.ts";

type Options = readonly Schemas["MFAOptionType"][];

export const setUserSettings: Operations["setUserSettings"] = async ({ AccessToken, MFAOptions }, ctx) => {
  const { pool, user } = await signedInUser(ctx, AccessToken);
  return choose(ctx, pool, user, MFAOptions);
};

export const adminSetUserSettings: Operations["adminSetUserSettings"] = async ({ UserPoolId, Username, MFAOptions }, ctx) => {
  const { pool, user } = await namedUser(ctx, UserPoolId, Username);
  return choose(ctx, pool, user, MFAOptions);
};

/** The way before preferences: it knows codes by SMS only. An empty list switches them off. */
async function choose(ctx: Context, pool: Pool, { sub }: User, options: Options): Promise<Record<string, never>> {
  options.forEach(checkOption);
  await retryStale(async () => {
    const user = await storedUser(ctx, pool, sub);
    const enabled = options.length > 0;
    const changed = {
      ...withPreferences(user, { SMS_MFA: { enabled } }),
      mfaOptions: enabled ? [{ attribute: "phone_number", medium: "SMS" }] : undefined,
    };
    await ctx.store.commit([users.put(changed)]);
  });
  return {};
}

/** @throws InvalidParameterException */
function checkOption({ DeliveryMedium: medium, AttributeName: attribute }: Schemas["MFAOptionType"]): void {
  // Assumption: the wording. That only SMS to phone_number can be set is documented.
  if (medium !== "SMS" || attribute !== "phone_number")
    throw new InvalidParameterException("MFA options can only be set for SMS and phone_number.");
}
