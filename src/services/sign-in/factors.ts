import type { Schemas } from "#generated/schemas.ts";
import { namedUser, signedInUser } from "../../accounts/lookup.ts";
import type { Context, Operations } from "../../context.ts";
import { passkeysOf } from "../../records/passkeys.ts";
import type { Pool } from "../../records/pools.ts";
import { secondFactorsOf } from "../../records/user-view.ts";
import type { User } from "../../records/users.ts";
import { configuredFactors } from "../../rules/first-factors.ts";

export const getUserAuthFactors: Operations["getUserAuthFactors"] = async ({ AccessToken }, ctx) => {
  const { pool, user } = await signedInUser(ctx, AccessToken);
  return factorsOf(ctx, pool, user);
};

export const adminGetUserAuthFactors: Operations["adminGetUserAuthFactors"] = async ({ UserPoolId, Username }, ctx) => {
  const { pool, user } = await namedUser(ctx, UserPoolId, Username);
  return factorsOf(ctx, pool, user);
};

const factorsOf = async ({ store }: Context, pool: Pool, user: User): Promise<Schemas["GetUserAuthFactorsResponse"]> => ({
  Username: user.username,
  ...secondFactorsOf(user),
  ConfiguredUserAuthFactors: configuredFactors(pool, user, { passkeys: (await passkeysOf(store, user)).length > 0 }),
});
