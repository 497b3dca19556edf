import { NotAuthorizedException, PasswordResetRequiredException, UserNotConfirmedException } from "#generated/errors.ts";
import { checkLock, tryUnlocked } from "../../accounts/lockout.ts";
import { findUser, userDisabled, userNotFound } from "../../accounts/lookup.ts";
import { isPasswordOf } from "../../accounts/set-password.ts";
import type { Context } from "../../context.ts";
import { uuid } from "../../lib/ids.ts";
import { type Pool, poolName } from "../../records/pools.ts";
import type { User } from "../../records/users.ts";
import type { Stored } from "../../storage/driver.ts";
import { preAuthentication } from "../../triggers/pre-authentication.ts";
import type { Attempt, FlowName, Opening } from "../attempt.ts";

const DAY_MS = 86_400_000;

const userNotConfirmed = () => new UserNotConfirmedException("User is not confirmed.");
export const wrongPassword = () => new NotAuthorizedException("Incorrect username or password.");

/**
 * A sign-in as it starts: the user of that name, or none, admitted by the pool's trigger. ClientMetadata reaches that one
 * only: later triggers get that of the answers to challenges.
 */
export async function openAttempt(opening: Opening, flow: FlowName, username: string): Promise<Attempt> {
  const { ctx, door, pool, client, parameters } = opening;
  const user = await admittedUser(opening, username);
  const progress = {
    flow,
    subject: user?.sub ?? username,
    simulated: user ? undefined : true,
    passed: [],
    eventId: uuid(),
    deviceKey: parameters["DEVICE_KEY"],
  };
  return { ctx, door, pool, client, user, progress };
}

/** The function may change the user, who is read again. It is asked for nobody who is disabled, and for unknown names only where they are not told apart. */
async function admittedUser({ ctx, pool, client, clientMetadata }: Opening, name: string): Promise<(User & Stored) | undefined> {
  const user = await findUser(ctx.store, pool, name);
  const isAsked = ctx.triggers.has(pool, "PreAuthentication") && (user ? user.enabled : client.hideUserExistence);
  if (!isAsked) return user;
  await preAuthentication(ctx, { pool, client, user, name, validationData: clientMetadata });
  return findUser(ctx.store, pool, name);
}

/**
 * The user, if this is the password. Nobody can tell an unknown user from a wrong password where the client hides who exists.
 * @throws NotAuthorizedException, UserNotFoundException and the errors of checkMaySignIn
 */
export async function provePassword(attempt: Attempt, username: string, password: string): Promise<User & Stored> {
  const { ctx, pool, client, user } = attempt;
  if (!user && !client.hideUserExistence) throw userNotFound();
  return checkFirstFactor(attempt, () =>
    user?.password ? isPasswordOf(ctx, user, password) : ctx.passwords.pretend({ poolName: poolName(pool.id), userId: username, password }),
  );
}

/**
 * The user, if `isRight` finds so; what is wrong counts toward the lock. Nobody without a password is right.
 * @throws NotAuthorizedException and the errors of checkMaySignIn
 */
export async function checkFirstFactor(
  { ctx, pool, client, user, progress }: Attempt,
  isRight: () => Promise<boolean>,
): Promise<User & Stored> {
  const subject = user?.sub ?? `name:${progress.subject}`;
  await checkLock(ctx, pool.id, subject);
  // Whatever the password (amazon-cognito-identity-js#288, amplify-js#11209, aws-sdk-js#4608). Assumption: also where the client hides who exists, of which nothing is recorded.
  if (user?.status === "UNCONFIRMED") throw userNotConfirmed();
  // Who was imported has no password that could be right, and is told so where it is no secret who exists.
  if (user && awaitsFirstPassword(user) && !client.hideUserExistence) checkMaySignIn(ctx, pool, user);
  const right = await tryUnlocked(ctx, pool.id, subject, async () => (await isRight()) && user?.password !== undefined);
  if (!user || !right) throw wrongPassword();
  checkMaySignIn(ctx, pool, user);
  return user;
}

/** Whether a user whose first factor is right may go on. @throws NotAuthorizedException, UserNotConfirmedException, PasswordResetRequiredException */
export function checkMaySignIn({ clock }: Context, pool: Pool, user: User): void {
  if (!user.enabled) throw userDisabled();
  if (user.status === "UNCONFIRMED") throw userNotConfirmed();
  if (user.status === "RESET_REQUIRED") throw passwordResetRequired();
  if (user.status === "EXTERNAL_PROVIDER") throw wrongPassword();
  if (
    user.status === "FORCE_CHANGE_PASSWORD" &&
    user.temporaryPasswordAt !== undefined &&
    clock.now() > user.temporaryPasswordAt + pool.passwordPolicy.temporaryPasswordValidityDays * DAY_MS
  )
    throw new NotAuthorizedException("Temporary password has expired and must be reset by an administrator.");
}

export const passwordResetRequired = () => new PasswordResetRequiredException("Password reset required for the user");

/** Who was imported has to set a password before there is one to sign in with. */
const awaitsFirstPassword = ({ status, password }: User): boolean => status === "RESET_REQUIRED" && password === undefined;

/** As checkMaySignIn, for a first factor that is no password: who was imported without one may use it at once. */
export const checkMaySignInOtherwise = (ctx: Context, pool: Pool, user: User): void =>
  checkMaySignIn(ctx, pool, awaitsFirstPassword(user) ? { ...user, status: "CONFIRMED" } : user);
