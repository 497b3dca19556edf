import type { Schemas } from "#generated/schemas.ts";
import type { Context } from "../context.ts";
import { type Group, groups, memberships } from "../records/groups.ts";
import type { User } from "../records/users.ts";
import type { Stored } from "../storage/driver.ts";
import type { Issued } from "../tokens/tokens.ts";
import type { Attempt } from "./attempt.ts";
import { newDevice } from "./devices.ts";

/** The tokens that a completed sign-in has earned. */
export async function completeSignIn({ ctx, pool, client, user, progress }: Attempt & { readonly user: User & Stored }): Promise<Schemas["InitiateAuthResponse"]> {
  const unknown = pool.deviceTracking && progress.deviceKey === undefined ? await newDevice(ctx, pool) : undefined;
  const issued = await ctx.tokens.issue({
    pool,
    client,
    user,
    groups: await groupsOf(ctx, user),
    eventId: progress.eventId,
    deviceKey: progress.deviceKey ?? unknown?.DeviceKey,
  });
  return { ChallengeParameters: {}, AuthenticationResult: { ...resultOf(issued), ...(unknown && { NewDeviceMetadata: unknown }) } };
}

/** The groups that a user is in. */
export async function groupsOf({ store }: Context, { poolId, sub }: User): Promise<Group[]> {
  const found: Group[] = [];
  for await (const { groupName } of memberships.all(store, { partition: poolId, index: "user", equals: sub })) {
    const group = await groups.find(store, poolId, groupName);
    if (group) found.push(group);
  }
  return found;
}

export const resultOf = ({ accessToken, idToken, refreshToken, expiresIn }: Issued): Schemas["AuthenticationResultType"] => ({
  AccessToken: accessToken,
  ExpiresIn: expiresIn,
  TokenType: "Bearer",
  RefreshToken: refreshToken,
  IdToken: idToken,
});
