import { createHash } from "node:crypto";
import { InvalidParameterException, NotAuthorizedException } from "#generated/errors.ts";
import type { ContactAttribute, Pool } from "../records/pools.ts";
import type { User } from "../records/users.ts";
import { type Contact, isEmail, looksLikePhoneNumber } from "./contacts.ts";

type Method = "verified_email" | "verified_phone_number";

const ATTRIBUTE: Record<Method, ContactAttribute> = { verified_email: "email", verified_phone_number: "phone_number" };
/** Without AccountRecoverySetting a text message comes before mail (measured on AWS). */
const LEGACY: readonly Method[] = ["verified_phone_number", "verified_email"];

/** The verified contact to which a code for a new password goes. `byAdmin`: the rule that only an administrator may start it is met. */
export function recoveryContact(pool: Pool, user: User, { byAdmin = false } = {}): Contact | undefined {
  const attribute = methodsOf(pool, byAdmin)
    .map((method) => ATTRIBUTE[method])
    .find((name) => user.attributes[name] && user.attributes[`${name}_verified`] === "true" && !alsoSecondFactor(pool, user, name));
  return attribute && { attribute, value: user.attributes[attribute]! };
}

/** @throws NotAuthorizedException where only an administrator may reset passwords */
function methodsOf(pool: Pool, byAdmin: boolean): readonly Method[] {
  if (!pool.recovery.includes("admin_only")) return pool.recovery.length > 0 ? (pool.recovery as readonly Method[]) : LEGACY;
  if (!byAdmin) throw new NotAuthorizedException("Contact administrator to reset password.");
  return LEGACY;
}

/** With AccountRecoverySetting, a phone that is the second factor may not also be the way back in (AWS, "Password recovery"). */
const alsoSecondFactor = (pool: Pool, user: User, attribute: ContactAttribute): boolean =>
  pool.recovery.length > 0 && attribute === "phone_number" && (user.mfa?.factors.includes("SMS_MFA") ?? false);

export const noRecoveryContact = () =>
  new InvalidParameterException("Cannot reset password for the user as there is no registered/verified email or phone_number");

/** The attribute that a code for a user who does not exist claims to go to. */
export const simulatedAttribute = (pool: Pool): ContactAttribute => {
  const first = pool.recovery[0] ?? LEGACY[0];
  return first === "verified_phone_number" && pool.smsConfigured && pool.autoVerified.includes("phone_number") ? "phone_number" : "email";
};

/** A contact for a user who does not exist, the same at every call: an address-like name itself, else one made from the name. */
export function simulatedContact(poolId: string, name: string, attribute: ContactAttribute): Contact {
  if (isEmail(name)) return { attribute: "email", value: name };
  if (looksLikePhoneNumber(name)) return { attribute: "phone_number", value: name };
  const digest = createHash("sha256").update(`${poolId} ${name}`).digest();
  if (attribute === "phone_number") return { attribute, value: `+${String(digest.readUInt32BE(0) % 10_000).padStart(4, "0")}` };
  return { attribute, value: `${[...name][0]}@${String.fromCharCode(97 + (digest[0]! % 26))}` };
}
