import { recordEvent } from "../../accounts/auth-event-log.ts";
import { findCode } from "../../accounts/codes.ts";
import { getUser, namedUser, signedInUser } from "../../accounts/lookup.ts";
import { isPasswordOf, withNewPassword } from "../../accounts/set-password.ts";
import { checkNotCompromised } from "../../accounts/threat-protection.ts";
import { countTry } from "../../accounts/try-limit.ts";
import { wrongPassword } from "../../auth/factors/first-factor.ts";
import type { Context, Operations } from "../../context.ts";
import type { Client } from "../../records/clients.ts";
import { codes } from "../../records/codes.ts";
import type { Pool } from "../../records/pools.ts";
import { retryContended } from "../../records/retry-contended.ts";
import { type User, users } from "../../records/users.ts";
import { checkPasswordPolicy } from "../../rules/password-policy.ts";
import { CHANGE_PASSWORD } from "../../rules/try-limits.ts";

export const changePassword: Operations["changePassword"] = async (input, ctx) => {
  const { pool, user, client } = await signedInUser(ctx, input.AccessToken);
  await countTry(ctx, pool.id, user.sub, CHANGE_PASSWORD);
  await retryContended(async () => {
    const current = await getUser(ctx.store, pool, user.sub);
    await checkPrevious(ctx, { pool, client, user: current }, input.PreviousPassword);
    await checkNotCompromised(ctx, { pool, client, password: input.ProposedPassword }, "PASSWORD_CHANGE");
    await ctx.store.commit([users.put(await withNewPassword(ctx, pool, current, { password: input.ProposedPassword }))]);
  });
  await recordEvent(ctx, { pool, client, user, type: "PasswordChange", response: "Pass" });
  return {};
};

/** Also confirms a user who was not. */
export const adminSetUserPassword: Operations["adminSetUserPassword"] = async (input, ctx) => {
  const { pool, user } = await namedUser(ctx, input.UserPoolId, input.Username);
  checkPasswordPolicy(pool.passwordPolicy, input.Password);
  await retryContended(async () => {
    const current = await getUser(ctx.store, pool, user.sub);
    const code = await findCode(ctx, current, "confirm-sign-up");
    const changed = await withNewPassword(ctx, pool, current, { password: input.Password, temporary: !input.Permanent });
    await ctx.store.commit([users.put(changed), ...(code ? [codes.remove(code)] : [])]);
  });
  return {};
};

/** A user who has no password sets the first one without naming another (AWS, ChangePassword). */
async function checkPrevious(
  ctx: Context,
  { pool, client, user }: { pool: Pool; client?: Client; user: User },
  previous: string | undefined,
): Promise<void> {
  if (!user.password && previous === undefined) return;
  if (previous !== undefined && (await isPasswordOf(ctx, user, previous))) return;
  await recordEvent(ctx, { pool, client, user, type: "PasswordChange", response: "Fail" });
  throw wrongPassword();
}
