import { InvalidParameterException } from "#generated/errors.ts";
import type { Pool } from "../records/pools.ts";
import type { MfaFactor, User } from "../records/users.ts";

/** In the order in which they are listed everywhere. */
const FACTORS: readonly MfaFactor[] = ["SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP"];

/** What has to be met after the password: one factor, the choice of one, or the set-up of a first one. */
export type MfaStep = MfaFactor | "SELECT_MFA_TYPE" | "MFA_SETUP";

/** What a caller says of one factor; a member that is absent leaves things as they are. */
export interface FactorWish {
  readonly enabled?: boolean;
  readonly preferred?: boolean;
}

/** The second factors that a pool offers. */
export function poolFactors({ mfa }: Pick<Pool, "mfa">): readonly MfaFactor[] {
  if (mfa.mode === "OFF") return [];
  const offered: Record<MfaFactor, boolean> = { SMS_MFA: mfa.sms, SOFTWARE_TOKEN_MFA: mfa.totp, EMAIL_OTP: mfa.email };
  return FACTORS.filter((factor) => offered[factor]);
}

/** Whether a user has what a factor needs. A number need not be verified for it (AWS, SMSMfaSettingsType). */
export function isReady({ attributes, totp }: User, factor: MfaFactor): boolean {
  if (factor === "SOFTWARE_TOKEN_MFA") return totp !== undefined;
  return Boolean(attributes[CHANNELS[factor]!]);
}

/** The attribute that carries a factor's codes. */
const CHANNELS: Partial<Record<MfaFactor, "phone_number" | "email">> = { SMS_MFA: "phone_number", EMAIL_OTP: "email" };

/**
 * An address or number that carries the codes of a factor cannot be taken away (amplify-js#8829). Assumption: the wording, and
 * that it is the same for e-mail. @throws InvalidParameterException
 */
export function checkChannels({ mfa }: Pick<User, "mfa">, changes: Readonly<Record<string, string>>): void {
  const lost = mfa?.factors.find((factor) => CHANNELS[factor] !== undefined && changes[CHANNELS[factor]] === "");
  if (lost) throw new InvalidParameterException(`Cannot remove ${CHANNELS[lost]}, since it is used for ${lost}.`);
}

/** Whether somebody has switched on factors that the pool offers, and has what none of them needs. */
export const hasLostFactors = (pool: Pick<Pool, "mfa">, user: User): boolean => {
  const chosen = poolFactors(pool).filter((factor) => user.mfa?.factors.includes(factor));
  return chosen.length > 0 && !chosen.some((factor) => isReady(user, factor));
};

/**
 * The factors one of which a user has to show. Where the pool requires MFA and the user has chosen none, every factor that
 * works counts: a number alone leads to a code by SMS, without set-up.
 */
export function activeFactors(pool: Pick<Pool, "mfa">, user: User): readonly MfaFactor[] {
  const usable = poolFactors(pool).filter((factor) => isReady(user, factor));
  const chosen = usable.filter((factor) => user.mfa?.factors.includes(factor));
  return chosen.length > 0 || pool.mfa.mode !== "ON" ? chosen : usable;
}

/** What the user has to do beside the first factor; undefined: nothing. */
export function mfaStep(pool: Pick<Pool, "mfa">, user: User): MfaStep | undefined {
  const active = activeFactors(pool, user);
  if (active.length === 0) return pool.mfa.mode === "ON" ? "MFA_SETUP" : undefined;
  const preferred = active.find((factor) => factor === user.mfa?.preferred);
  return preferred ?? (active.length === 1 ? active[0] : "SELECT_MFA_TYPE");
}

/** The user with one more factor switched on. */
export const withFactor = <T extends User>(user: T, factor: MfaFactor): T => ({
  ...user,
  mfa: { ...user.mfa, factors: FACTORS.filter((name) => name === factor || user.mfa?.factors.includes(name)) },
});

/** The user with a factor switched off, and no longer preferred. */
export function withoutFactor<T extends User>(user: T, factor: MfaFactor): T {
  const factors = (user.mfa?.factors ?? []).filter((name) => name !== factor);
  const preferred = user.mfa?.preferred === factor ? undefined : user.mfa?.preferred;
  return { ...user, mfa: factors.length > 0 ? { factors, preferred } : undefined };
}

/** The user with these choices; what is not mentioned stays. @throws InvalidParameterException */
export function withPreferences<T extends User>(user: T, wishes: Partial<Record<MfaFactor, FactorWish>>): T {
  const enabled = (factor: MfaFactor): boolean => wishes[factor]?.enabled ?? user.mfa?.factors.includes(factor) ?? false;
  const factors = FACTORS.filter(enabled);
  const missing = factors.find((factor) => wishes[factor] && !isReady(user, factor));
  if (missing) throw new InvalidParameterException(`User does not have delivery config set to turn on ${missing}`);
  const preferred = preferredOf(user, factors, wishes);
  // MFAOptions tell of SMS only, and go with it.
  const mfaOptions = factors.includes("SMS_MFA") ? user.mfaOptions : undefined;
  return { ...user, mfa: factors.length > 0 ? { factors, preferred } : undefined, mfaOptions };
}

function preferredOf(user: User, factors: readonly MfaFactor[], wishes: Partial<Record<MfaFactor, FactorWish>>): MfaFactor | undefined {
  const wanted = FACTORS.filter((factor) => wishes[factor]?.preferred);
  // Assumption: the wording of both; that there is at most one preferred factor, and an active one, is documented.
  if (wanted.length > 1) throw new InvalidParameterException("Cannot set multiple preferred MFA methods");
  if (wanted[0] && !factors.includes(wanted[0])) throw new InvalidParameterException(`Cannot prefer ${wanted[0]} without turning it on`);
  if (wanted[0]) return wanted[0];
  const before = user.mfa?.preferred;
  return before && factors.includes(before) && wishes[before]?.preferred !== false ? before : undefined;
}
