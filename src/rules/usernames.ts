import { InvalidParameterException } from "#generated/errors.ts";
import type { AliasAttribute, Pool } from "../records/pools.ts";
import type { User } from "../records/users.ts";
import { type Contact, checkContactShape, isEmail, looksLikePhoneNumber } from "./contacts.ts";

const CONTACTS = ["email", "phone_number"] as const;

/** The key of the unique index `username`. */
export const usernameKey = (pool: Pool, username: string): string => (pool.caseSensitive ? username : username.toLowerCase());

const aliasKey = (pool: Pool, attribute: AliasAttribute, value: string): string =>
  `${attribute}:${pool.caseSensitive ? value : value.toLowerCase()}`;

/** The alias keys that `name`, as typed by somebody, may stand for, in the order in which they are looked up. */
export function aliasCandidates(pool: Pool, name: string): string[] {
  const contacts = CONTACTS.filter((attribute) => pool.usernameAttributes.includes(attribute) || pool.aliasAttributes.includes(attribute));
  const preferred = pool.aliasAttributes.includes("preferred_username") ? (["preferred_username"] as const) : [];
  return [...contacts, ...preferred].map((attribute) => aliasKey(pool, attribute, name));
}

/**
 * The aliases that a user with these attributes owns. A username attribute counts at once, an alias of email or phone
 * only while it is verified, preferred_username as soon as it is set (AWS, "Customizing sign-in attributes").
 */
export function ownedAliases(pool: Pool, attributes: Readonly<Record<string, string>>): string[] {
  const owned = (attribute: AliasAttribute): boolean => {
    if (!attributes[attribute]) return false;
    if (attribute === "preferred_username") return pool.aliasAttributes.includes(attribute);
    if (pool.usernameAttributes.includes(attribute)) return true;
    return pool.aliasAttributes.includes(attribute) && attributes[`${attribute}_verified`] === "true";
  };
  return [...CONTACTS, "preferred_username" as const].filter(owned).map((attribute) => aliasKey(pool, attribute, attributes[attribute]!));
}

/** The user with these attributes; the keys under which the user can be found follow. `now` in milliseconds. */
export const withAttributes = <T extends User>(pool: Pool, user: T, attributes: Readonly<Record<string, string>>, now: number): T => ({
  ...user,
  attributes: withFoldedBooleans(pool, attributes),
  aliases: ownedAliases(pool, attributes),
  modifiedAt: now,
});

/** `True` is stored as `true` (measured on AWS). */
function withFoldedBooleans({ schema }: Pool, attributes: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const booleans = schema
    .filter(({ name, type }) => type === "Boolean" && attributes[name] !== undefined)
    .map(({ name }) => [name, attributes[name]!.toLowerCase()]);
  return { ...attributes, ...Object.fromEntries(booleans) };
}

/** What a new user is called: the internal name, absent where the sub takes its place, and the contact that was given instead. */
export interface ChosenName {
  readonly username?: string;
  readonly contact?: Contact;
}

/** @throws InvalidParameterException for a name of the wrong shape for this pool */
export function chooseUsername(pool: Pool, given: string): ChosenName {
  if (pool.usernameAttributes.length > 0) return { contact: contactAsName(pool, given) };
  // The twin for phone numbers is by analogy with the text for e-mail, which is the one that is known.
  if (pool.aliasAttributes.includes("email") && isEmail(given))
    throw new InvalidParameterException("Username cannot be of email format, since user pool is configured for email alias.");
  if (pool.aliasAttributes.includes("phone_number") && looksLikePhoneNumber(given))
    throw new InvalidParameterException("Username cannot be of phone number format, since user pool is configured for phone number alias.");
  return { username: usernameKey(pool, given) };
}

function contactAsName({ usernameAttributes }: Pool, given: string): Contact {
  if (usernameAttributes.includes("email") && isEmail(given)) return { attribute: "email", value: given };
  if (usernameAttributes.includes("phone_number") && looksLikePhoneNumber(given)) {
    const contact = { attribute: "phone_number", value: given } as const;
    checkContactShape(contact);
    return contact;
  }
  if (usernameAttributes.length > 1) throw new InvalidParameterException("Username should be either an email or a phone number.");
  throw new InvalidParameterException(
    usernameAttributes[0] === "email" ? "Username should be an email." : "Username should be a phone number.",
  );
}
