import { CodeMismatchException, ExpiredCodeException, SoftwareTokenMFANotFoundException } from "#generated/errors.ts";
import { countTry, forgetTries } from "../../accounts/try-limit.ts";
import type { Context } from "../../context.ts";
import { matchTotp } from "../../crypto/totp.ts";
import type { Pool } from "../../records/pools.ts";
import { type User, users } from "../../records/users.ts";
import { withFactor } from "../../rules/mfa-policy.ts";
import { MFA_CODE } from "../../rules/try-limits.ts";
import type { Stored } from "../../storage/driver.ts";
import { retryStale } from "../../storage/retry.ts";
import { storedUser } from "./one-time-code.ts";

/** @throws SoftwareTokenMFANotFoundException */
export function checkTotpOffered({ mfa }: Pool): void {
  if (!mfa.totp) throw new SoftwareTokenMFANotFoundException("Software Token MFA has not been enabled by the userPool");
}

/**
 * Accepts a code of the user's software token, once: neither it nor an older one will do again (RFC 6238 section 5.2), be it
 * that two calls bring it at the same time. The user as stored then.
 * @throws CodeMismatchException, ExpiredCodeException, SoftwareTokenMFANotFoundException, and NotAuthorizedException after too many wrong ones
 */
export async function useTotpCode(ctx: Context, pool: Pool, { user: { sub }, code }: { user: User; code: string }): Promise<User & Stored> {
  await countTry(ctx, pool.id, sub, MFA_CODE);
  await retryStale(async () => {
    const user = await storedUser(ctx, pool, sub);
    // Assumption: the wording, for a token that went away while its code was asked for.
    if (!user.totp) throw new SoftwareTokenMFANotFoundException("Software Token MFA has not been set up by the user");
    const step = matchTotp(user.totp.secret, code, { now: ctx.clock.now() });
    if (step === undefined) throw new CodeMismatchException("Invalid code received for user");
    if (step <= user.totp.lastStep) throw new ExpiredCodeException("Your software token has already been used once.");
    await ctx.store.commit([users.put({ ...user, totp: { ...user.totp, lastStep: step } })]);
  });
  await forgetTries(ctx, pool.id, sub, MFA_CODE);
  return storedUser(ctx, pool, sub);
}

/** A secret that was handed out, with the first code and the name of the app that shows it. */
export interface TotpProof {
  readonly secret: string;
  readonly code: string;
  readonly deviceName?: string;
}

/**
 * Makes the secret the user's software token if the code is right. Where the pool requires MFA the token is active at once,
 * else it waits for the user's preference (measured on AWS). False for a wrong code.
 */
export const enrolTotp = (ctx: Context, pool: Pool, sub: string, { secret, code, deviceName }: TotpProof): Promise<boolean> =>
  retryStale(async () => {
    const lastStep = matchTotp(secret, code, { now: ctx.clock.now() });
    if (lastStep === undefined) return false;
    const user = await storedUser(ctx, pool, sub);
    const enrolled = { ...user, totp: { secret, deviceName, lastStep }, pendingTotp: undefined };
    await ctx.store.commit([users.put(pool.mfa.mode === "ON" ? withFactor(enrolled, "SOFTWARE_TOKEN_MFA") : enrolled)]);
    return true;
  });
