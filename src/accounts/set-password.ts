import { PasswordHistoryPolicyViolationException } from "#generated/errors.ts";
import type { Context } from "../context.ts";
import { type Pool, poolName } from "../records/pools.ts";
import type { PasswordVerifier, User } from "../records/users.ts";
import { checkPasswordPolicy } from "../rules/password-policy.ts";

interface NewPassword {
  readonly password: string;
  /** Temporary: the user has to choose another one at the next sign-in, before it expires. */
  readonly temporary?: boolean;
}

/**
 * The user with a new password and the status that goes with it, not yet stored.
 * @throws InvalidPasswordException, PasswordHistoryPolicyViolationException
 */
export async function withNewPassword<T extends User>(
  ctx: Context,
  pool: Pool,
  user: T,
  { password, temporary = false }: NewPassword,
): Promise<T> {
  checkPasswordPolicy(pool.passwordPolicy, password);
  await checkHistory(ctx, pool, user, password);
  const now = ctx.clock.now();
  return {
    ...user,
    password: await ctx.passwords.hash({ poolName: poolName(pool.id), userId: user.username, password }),
    passwordHistory: earlierPasswords(pool, user),
    temporaryPasswordAt: temporary ? now : undefined,
    status: temporary ? "FORCE_CHANGE_PASSWORD" : "CONFIRMED",
    modifiedAt: now,
  };
}

/** Whether this is the user's password. Of one who has none, nothing is. */
export const isPasswordOf = async ({ passwords }: Context, user: User, password: string): Promise<boolean> =>
  user.password !== undefined && passwords.verify({ poolName: poolName(user.poolId), userId: user.username, password }, user.password);

/** The passwords that may not come back, the present one first (AWS, "Adding user pool password requirements"). */
function earlierPasswords(pool: Pool, user: User): readonly PasswordVerifier[] | undefined {
  const size = pool.passwordPolicy.historySize ?? 0;
  if (size === 0) return undefined;
  return [...(user.password ? [user.password] : []), ...(user.passwordHistory ?? [])].slice(0, size);
}

async function checkHistory({ passwords }: Context, pool: Pool, user: User, password: string): Promise<void> {
  const identity = { poolName: poolName(pool.id), userId: user.username, password };
  const used = await Promise.all((earlierPasswords(pool, user) ?? []).map((verifier) => passwords.verify(identity, verifier)));
  if (used.includes(true)) throw new PasswordHistoryPolicyViolationException("Password has previously been used.");
}
