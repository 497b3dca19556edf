import { NotAuthorizedException } from "#generated/errors.ts";
import { checkCode, codeExpired, findCode } from "../../accounts/codes.ts";
import { aliasInUse, commitUser } from "../../accounts/commit-user.ts";
import { findUser, namedUser, publicClient, unknownCombination, userNotFound } from "../../accounts/lookup.ts";
import { countTry } from "../../accounts/try-limit.ts";
import { openSignUpSession, signUpSession } from "../../auth/sign-up-session.ts";
import type { Context, Operations } from "../../context.ts";
import { getClientOfAnyPool } from "../../records/clients.ts";
import { type Code, codes } from "../../records/codes.ts";
import { getPool, type Pool } from "../../records/pools.ts";
import { retryContended } from "../../records/retry-contended.ts";
import { type User, users } from "../../records/users.ts";
import { CONFIRM_SIGN_UP } from "../../rules/try-limits.ts";
import { withAttributes } from "../../rules/usernames.ts";
import type { Stored } from "../../storage/driver.ts";
import { confirmed } from "./admission.ts";

export const confirmSignUp: Operations["confirmSignUp"] = async (input, ctx) => {
  const { client, pool } = await publicClient(ctx, { clientId: input.ClientId, username: input.Username, secretHash: input.SecretHash });
  const user = await findUser(ctx.store, pool, input.Username);
  if (!user) throw client.hideUserExistence ? codeExpired() : unknownCombination();
  checkUnconfirmed(user);
  const begun = input.Session === undefined ? undefined : await openSignUpSession(ctx, client, user, input.Session);
  const { attribute } = await confirm(ctx, { pool, user, given: input.ConfirmationCode, force: input.ForceAliasCreation });
  await begun?.spend();
  await confirmed(ctx, { pool, client, user, clientMetadata: input.ClientMetadata });
  // Also without one from SignUp: clients sign in with it all the same, and the code was right.
  return { Session: await signUpSession(ctx, client, user, { stage: "CONFIRM_SIGN_UP", attribute }) };
};

/**
 * Confirms the user whom the link of a message names. Who follows a link knows no client secret.
 * @throws ResourceNotFoundException, UserNotFoundException, NotAuthorizedException, CodeMismatchException, ExpiredCodeException, AliasExistsException and TooManyFailedAttemptsException
 */
export async function confirmByLink(
  ctx: Context,
  { clientId, username, code }: { clientId: string; username: string; code: string },
): Promise<void> {
  const client = await getClientOfAnyPool(ctx.store, clientId);
  const pool = await getPool(ctx.store, client.poolId);
  const user = await findUser(ctx.store, pool, username);
  if (!user) throw client.hideUserExistence ? codeExpired() : unknownCombination();
  checkUnconfirmed(user);
  await confirm(ctx, { pool, user, given: code });
  await confirmed(ctx, { pool, client, user });
}

/** @returns the code that was right */
async function confirm(
  ctx: Context,
  { pool, user, given, force }: { pool: Pool; user: User; given: string; force?: boolean },
): Promise<Code> {
  await countTry(ctx, pool.id, user.sub, CONFIRM_SIGN_UP);
  return retryContended(async () => {
    const current = await unconfirmedUser(ctx, user);
    const code = await checkCode(ctx, current, { purpose: "confirm-sign-up", given });
    await commitUser(ctx, {
      pool,
      user: { ...verifiedBy(pool, current, code, ctx.clock.now()), status: "CONFIRMED" },
      with: [codes.remove(code)],
      force,
      taken: aliasInUse,
    });
    return code;
  });
}

/** Confirms the user and verifies nothing: no address was shown to be the user's. */
export const adminConfirmSignUp: Operations["adminConfirmSignUp"] = async (input, ctx) => {
  const { pool, user } = await namedUser(ctx, input.UserPoolId, input.Username);
  await retryContended(async () => {
    const current = await unconfirmedUser(ctx, user);
    const code = await findCode(ctx, current, "confirm-sign-up");
    const changed: User & Stored = { ...current, status: "CONFIRMED", modifiedAt: ctx.clock.now() };
    await ctx.store.commit([users.put(changed), ...(code ? [codes.remove(code)] : [])]);
  });
  await confirmed(ctx, { pool, user, clientMetadata: input.ClientMetadata });
  return {};
};

async function unconfirmedUser({ store }: Context, { poolId, sub }: User): Promise<User & Stored> {
  const user = await users.find(store, poolId, sub);
  if (!user) throw userNotFound();
  checkUnconfirmed(user);
  return user;
}

function checkUnconfirmed({ status }: User): void {
  if (status !== "UNCONFIRMED") throw new NotAuthorizedException(`User cannot be confirmed. Current status is ${status}`);
}

/** The attribute that the code was sent to is verified, unless it has changed since. */
function verifiedBy(pool: Pool, user: User & Stored, { attribute, destination }: Code, now: number): User & Stored {
  const verified = attribute && user.attributes[attribute] === destination ? { [`${attribute}_verified`]: "true" } : {};
  return withAttributes(pool, user, { ...user.attributes, ...verified }, now);
}
