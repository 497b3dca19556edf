import type { Schemas } from "#generated/schemas.ts";
import { getUser } from "../accounts/lookup.ts";
import type { Context } from "../context.ts";
import { type Group, groups, memberships } from "../records/groups.ts";
import type { User } from "../records/users.ts";
import type { Stored } from "../storage/driver.ts";
import type { Issued } from "../tokens/grant.ts";
import { postAuthentication } from "../triggers/post-authentication.ts";
import type { TokenOccasion } from "../triggers/pre-token-generation.ts";
import type { Attempt, Progress } from "./attempt.ts";
import { newDevice } from "./factors/devices.ts";
import { customization } from "./token-customization.ts";

/** The tokens that a completed sign-in has earned. */
export async function completeSignIn(attempt: Attempt & { readonly user: User & Stored }): Promise<Schemas["InitiateAuthResponse"]> {
  const { ctx, pool, client, progress, clientMetadata } = attempt;
  const unknown = pool.deviceTracking && progress.deviceKey === undefined ? await newDevice(ctx, pool) : undefined;
  const user = await announced(attempt, { newDeviceUsed: unknown !== undefined });
  const groups = await groupsOf(ctx, user);
  const issued = await ctx.tokens.issue({
    pool,
    client,
    user,
    groups,
    customize: customization(ctx, { occasion: occasionOf(progress), pool, client, user, groups, clientMetadata }),
    eventId: progress.eventId,
    deviceKey: progress.deviceKey ?? unknown?.DeviceKey,
  });
  return { ChallengeParameters: {}, AuthenticationResult: { ...resultOf(issued), ...(unknown && { NewDeviceMetadata: unknown }) } };
}

/** The user after the pool's trigger was told, which may have changed them. */
async function announced(
  { ctx, pool, client, user, clientMetadata }: Attempt & { readonly user: User & Stored },
  { newDeviceUsed }: { newDeviceUsed: boolean },
): Promise<User & Stored> {
  if (!ctx.triggers.has(pool, "PostAuthentication")) return user;
  await postAuthentication(ctx, { pool, client, user, newDeviceUsed, clientMetadata });
  return getUser(ctx.store, pool, user.sub);
}

function occasionOf({ passed }: Progress): TokenOccasion {
  if (passed.includes("NEW_PASSWORD_REQUIRED")) return "NewPasswordChallenge";
  return passed.includes("DEVICE_PASSWORD_VERIFIER") ? "AuthenticateDevice" : "Authentication";
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
