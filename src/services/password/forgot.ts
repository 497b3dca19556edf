import { NotAuthorizedException, UserNotFoundException } from "#generated/errors.ts";
import { recordEvent } from "../../accounts/auth-event-log.ts";
import { issueCode } from "../../accounts/codes.ts";
import { findUser, getUser, namedUser, publicClient, unknownCombination, userDisabled } from "../../accounts/lookup.ts";
import { migrateUnknown } from "../../accounts/migrate-user.ts";
import { deliverCode, deliveryDetails, sendCode } from "../../accounts/send-code.ts";
import { countTry } from "../../accounts/try-limit.ts";
import { onBehalfOf } from "../../accounts/user-context.ts";
import type { Context, Operations } from "../../context.ts";
import type { Client } from "../../records/clients.ts";
import { codes } from "../../records/codes.ts";
import type { Pool } from "../../records/pools.ts";
import { retryContended } from "../../records/retry-contended.ts";
import { type User, users } from "../../records/users.ts";
import { noRecoveryContact, recoveryContact, simulatedAttribute, simulatedContact } from "../../rules/recovery.ts";
import { FORGOT_PASSWORD } from "../../rules/try-limits.ts";

export const forgotPassword: Operations["forgotPassword"] = async (input, called) => {
  const { client, pool } = await publicClient(called, { clientId: input.ClientId, username: input.Username, secretHash: input.SecretHash });
  const ctx = onBehalfOf(called, input.UserContextData, { pool, client });
  await migrated(ctx, { pool, client, name: input.Username, clientMetadata: input.ClientMetadata });
  const user = await findUser(ctx.store, pool, input.Username);
  if (!user && !client.hideUserExistence) throw unknownCombination();
  const contact = user?.enabled ? recoveryContact(pool, user) : undefined;
  if (user && !contact && !client.hideUserExistence) throw unreachable(user);
  if (user && contact) checkResettable(user);
  await countTry(ctx, pool.id, user?.sub ?? `name:${input.Username}`, FORGOT_PASSWORD);
  // Unknown, disabled and unreachable users are answered alike (AWS, "Managing error responses").
  if (!user || !contact)
    return { CodeDeliveryDetails: deliveryDetails(simulatedContact(pool.id, input.Username, simulatedAttribute(pool))) };
  const notice = { pool, client, user, kind: "CustomMessage_ForgotPassword", contact, clientMetadata: input.ClientMetadata } as const;
  await recordEvent(ctx, { pool, client, user, type: "ForgotPassword", response: "Pass" });
  return { CodeDeliveryDetails: await sendCode(ctx, "forgot-password", notice) };
};

/** Who has not confirmed yet is told of the missing contact, whose password cannot be forgotten at all of that. */
function unreachable(user: User): Error {
  if (!user.enabled) return userDisabled();
  if (user.status !== "UNCONFIRMED") checkResettable(user);
  return noRecoveryContact();
}

/** Who comes from elsewhere gets the code like anybody else. Where existence is hidden, a failure looks like an unknown user. */
async function migrated(
  ctx: Context,
  migration: { pool: Pool; client: Client; name: string; clientMetadata?: Readonly<Record<string, string>> },
): Promise<void> {
  try {
    await migrateUnknown(ctx, { ...migration, source: "UserMigration_ForgotPassword" });
  } catch (error) {
    if (!(error instanceof UserNotFoundException && migration.client.hideUserExistence)) throw error;
  }
}

/** The old password stays stored, but only a new one lets the user in again. */
export const adminResetUserPassword: Operations["adminResetUserPassword"] = async (input, ctx) => {
  const { pool, user } = await namedUser(ctx, input.UserPoolId, input.Username);
  const { contact, code, current } = await retryContended(async () => {
    const current = await getUser(ctx.store, pool, user.sub);
    const contact = contactForReset(pool, current);
    const { code, record } = await issueCode(ctx, { user: current, purpose: "forgot-password", contact });
    await ctx.store.commit([users.put({ ...current, status: "RESET_REQUIRED", modifiedAt: ctx.clock.now() }), codes.put(record)]);
    return { contact, code, current };
  });
  await deliverCode(ctx, code, {
    pool,
    user: current,
    kind: "CustomMessage_ForgotPassword",
    contact,
    clientMetadata: input.ClientMetadata,
  });
  return {};
};

function contactForReset(pool: Pool, user: User) {
  // Without the full stop that the same sentence has elsewhere.
  if (!user.enabled) throw new NotAuthorizedException("User is disabled");
  checkResettable(user);
  const contact = recoveryContact(pool, user, { byAdmin: true });
  if (!contact) throw noRecoveryContact();
  return contact;
}

function checkResettable({ status }: User): void {
  if (status !== "CONFIRMED" && status !== "RESET_REQUIRED")
    throw new NotAuthorizedException("User password cannot be reset in the current state.");
}
