import { recordEvent } from "../../accounts/auth-event-log.ts";
import { checkCode, codeMismatch } from "../../accounts/codes.ts";
import { rivalsOf } from "../../accounts/commit-user.ts";
import { findUser, getUser, publicClient, unknownCombination, userDisabled } from "../../accounts/lookup.ts";
import { withNewPassword } from "../../accounts/set-password.ts";
import { checkNotCompromised } from "../../accounts/threat-protection.ts";
import { countTry } from "../../accounts/try-limit.ts";
import { onBehalfOf } from "../../accounts/user-context.ts";
import type { Context, Operations } from "../../context.ts";
import type { Client } from "../../records/clients.ts";
import { type Code, codes } from "../../records/codes.ts";
import type { Pool } from "../../records/pools.ts";
import { retryContended } from "../../records/retry-contended.ts";
import { type User, users } from "../../records/users.ts";
import { checkPasswordPolicy } from "../../rules/password-policy.ts";
import { CONFIRM_FORGOT_PASSWORD } from "../../rules/try-limits.ts";
import { withAttributes } from "../../rules/usernames.ts";
import type { Stored } from "../../storage/driver.ts";
import { postConfirmation } from "../../triggers/post-confirmation.ts";

export const confirmForgotPassword: Operations["confirmForgotPassword"] = async (input, called) => {
  const { client, pool } = await publicClient(called, { clientId: input.ClientId, username: input.Username, secretHash: input.SecretHash });
  const ctx = onBehalfOf(called, input.UserContextData, { pool, client });
  checkPasswordPolicy(pool.passwordPolicy, input.Password);
  await checkNotCompromised(ctx, { pool, client, password: input.Password }, "PASSWORD_CHANGE");
  const { sub, username } = enabledUser(client, await findUser(ctx.store, pool, input.Username));
  await countTry(ctx, pool.id, sub, CONFIRM_FORGOT_PASSWORD);
  await retryContended(async () => {
    const user = await getUser(ctx.store, pool, sub);
    const code = await checkCode(ctx, user, { purpose: "forgot-password", given: input.ConfirmationCode });
    const verified = await verifiedBy(ctx, { pool, user, code });
    await ctx.store.commit([users.put(await withNewPassword(ctx, pool, verified, { password: input.Password })), codes.remove(code)]);
  });
  await recordEvent(ctx, { pool, client, user: { sub, username }, type: "PasswordChange", response: "Pass" });
  if (ctx.triggers.has(pool, "PostConfirmation"))
    await postConfirmation(ctx, {
      source: "PostConfirmation_ConfirmForgotPassword",
      pool,
      client,
      user: await getUser(ctx.store, pool, sub),
      clientMetadata: input.ClientMetadata,
    });
  return {};
};

/** Where existence is hidden, an unknown and a disabled user look like one with another code (AWS, "Managing error responses"). */
function enabledUser(client: Client, user: User | undefined): User {
  if (client.hideUserExistence && !user?.enabled) throw codeMismatch();
  if (!user) throw unknownCombination();
  if (!user.enabled) throw userDisabled();
  return user;
}

/** Who has the code can read what is sent there, so that it is verified; not where another user has meanwhile become its owner. */
async function verifiedBy(ctx: Context, { pool, user, code }: { pool: Pool; user: User & Stored; code: Code }): Promise<User & Stored> {
  const { attribute, destination } = code;
  if (!attribute || user.attributes[attribute] !== destination) return user;
  const verified = withAttributes(pool, user, { ...user.attributes, [`${attribute}_verified`]: "true" }, ctx.clock.now());
  return (await rivalsOf(ctx, pool, verified)).length > 0 ? user : verified;
}
