import { InvalidParameterException } from "#generated/errors.ts";
import { hasCallingCode } from "../lib/calling-codes.ts";
import type { ContactAttribute, Pool } from "../records/pools.ts";

export const CONTACTS: readonly ContactAttribute[] = ["email", "phone_number"];

/** An address or number of a user, and the attribute that holds it. */
export interface Contact {
  readonly attribute: ContactAttribute;
  readonly value: string;
}

export type Medium = "EMAIL" | "SMS";

export const mediumOf = (attribute: ContactAttribute): Medium => (attribute === "email" ? "EMAIL" : "SMS");

export const isContact = (name: string): name is ContactAttribute => name === "email" || name === "phone_number";

/** One bare address: what separates, quotes or names addresses in the header of a mail is not in it (RFC 5322 section 3.2.3). */
export const isEmail = (text: string): boolean => /^[^\s@,;:<>()[\]\\"\p{Cc}]+@[^\s@,;:<>()[\]\\"\p{Cc}]+$/u.test(text);

/** A plus sign and digits, nothing else (AWS, "Working with user attributes"). */
export const looksLikePhoneNumber = (text: string): boolean => /^\+\d+$/.test(text);

/** The same with a calling code that is assigned, and something after it (amplify-js#4176, #13567). */
export const isPhoneNumber = (text: string): boolean => looksLikePhoneNumber(text) && hasCallingCode(text.slice(1));

/** @throws InvalidParameterException */
export function checkContactShape({ attribute, value }: Contact): void {
  if (attribute === "email" && !isEmail(value)) throw new InvalidParameterException("Invalid email address format.");
  if (attribute === "phone_number" && !isPhoneNumber(value)) throw new InvalidParameterException("Invalid phone number format.");
}

/** The contact that a new user is to confirm: of two, only the phone number is written to (AWS, "Verifying contact information at sign-up"). */
export function contactToConfirm(pool: Pool, attributes: Readonly<Record<string, string>>): Contact | undefined {
  const attribute = (["phone_number", "email"] as const).find((name) => pool.autoVerified.includes(name) && attributes[name]);
  return attribute && { attribute, value: attributes[attribute]! };
}
