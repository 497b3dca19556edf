import type { ContactAttribute, FirstAuthFactor, Pool } from "../records/pools.ts";
import type { User } from "../records/users.ts";
import { activeFactors } from "./mfa-policy.ts";

/** A first factor as a choice of somebody who signs in; a password may be sent or only proven. */
export type Choice = "PASSWORD_SRP" | "PASSWORD" | "EMAIL_OTP" | "SMS_OTP" | "WEB_AUTHN";

/** In the order in which they are offered. That of the first two is measured on AWS. */
const ALLOWED_BY: Readonly<Record<Choice, FirstAuthFactor>> = {
  PASSWORD_SRP: "PASSWORD",
  PASSWORD: "PASSWORD",
  EMAIL_OTP: "EMAIL_OTP",
  SMS_OTP: "SMS_OTP",
  WEB_AUTHN: "WEB_AUTHN",
};

const CHOICES = Object.keys(ALLOWED_BY) as readonly Choice[];

/** What the pool's sign-in policy allows and the user has. `passkeys`: whether there are some of the pool's relying party. */
export function choicesOf(pool: Pool, user: User, { passkeys }: { passkeys: boolean }): readonly Choice[] {
  const ready: Record<Choice, boolean> = {
    PASSWORD_SRP: user.password !== undefined,
    PASSWORD: user.password !== undefined,
    EMAIL_OTP: mayGetCode(pool, user, "email"),
    SMS_OTP: mayGetCode(pool, user, "phone_number"),
    WEB_AUTHN: passkeys,
  };
  return allowed(pool).filter((choice) => ready[choice]);
}

/** What somebody is offered who does not exist. */
export const simulatedChoices = (pool: Pool): readonly Choice[] =>
  allowed(pool).filter((choice) => choice !== "WEB_AUTHN" && (pool.mfa.mode !== "ON" || !choice.endsWith("_OTP")));

const allowed = ({ firstAuthFactors }: Pool): readonly Choice[] =>
  CHOICES.filter((choice) => firstAuthFactors.includes(ALLOWED_BY[choice]));

/**
 * A one-time password is offered neither beside MFA (AWS, "Authentication flows") nor with a temporary password (measured
 * there), and goes to a verified contact, or to one that the code itself is to verify: of a user who is not confirmed yet.
 * Assumption: also of one who has no password, and no other way in.
 */
function mayGetCode(pool: Pool, user: User, attribute: ContactAttribute): boolean {
  if (pool.mfa.mode === "ON" || activeFactors(pool, user).length > 0 || user.status === "FORCE_CHANGE_PASSWORD") return false;
  const usable = user.attributes[`${attribute}_verified`] === "true" || user.status === "UNCONFIRMED" || user.password === undefined;
  return Boolean(user.attributes[attribute]) && usable;
}
