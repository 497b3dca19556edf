import type { Context } from "../context.ts";
import { authEvents } from "../records/auth-events.ts";
import { browserSessions } from "../records/browser-sessions.ts";
import { codes } from "../records/codes.ts";
import { devices } from "../records/devices.ts";
import { memberships } from "../records/groups.ts";
import { passkeyChallenges, passkeys } from "../records/passkeys.ts";
import { tokenSessions } from "../records/token-sessions.ts";
import { tries } from "../records/tries.ts";
import { type User, users } from "../records/users.ts";
import type { Change, Stored } from "../storage/driver.ts";

/** The user and all that hangs on it go at once; the name is free again. @throws StaleWrite where somebody else is changing the user */
export async function deleteUserRecords(ctx: Context, user: User & Stored): Promise<void> {
  await ctx.store.commit([users.remove(user), ...(await belongings(ctx, user))]);
}

/** Removals of all that hangs on a user. */
export async function belongings({ store }: Pick<Context, "store">, { poolId, sub }: Pick<User, "poolId" | "sub">): Promise<Change[]> {
  const of = { partition: poolId, equals: sub };
  const removals: Change[] = [];
  for await (const membership of memberships.all(store, { ...of, index: "user" })) removals.push(memberships.remove(membership));
  for await (const code of codes.all(store, { ...of, index: "user" })) removals.push(codes.remove(code));
  for await (const device of devices.all(store, { ...of, index: "user" })) removals.push(devices.remove(device));
  for await (const passkey of passkeys.all(store, { ...of, index: "user" })) removals.push(passkeys.remove(passkey));
  for await (const challenge of passkeyChallenges.all(store, { ...of, index: "user" })) removals.push(passkeyChallenges.remove(challenge));
  for await (const event of authEvents.all(store, { ...of, index: "user" })) removals.push(authEvents.remove(event));
  for await (const session of browserSessions.all(store, { ...of, index: "user" })) removals.push(browserSessions.remove(session));
  for await (const session of tokenSessions.all(store, { ...of, index: "user" })) removals.push(tokenSessions.remove(session));
  for await (const entry of tries.all(store, { ...of, index: "subject" })) removals.push(tries.remove(entry));
  return removals;
}
