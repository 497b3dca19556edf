import type { AliasAttribute, Pool } from "../records/pools.ts";

const CONTACTS = ["email", "phone_number"] as const;

/** The key of the unique index `username`. */
export const usernameKey = (pool: Pool, username: string): string => (pool.caseSensitive ? username : username.toLowerCase());

const aliasKey = (pool: Pool, attribute: AliasAttribute, value: string): string => `${attribute}:${pool.caseSensitive ? value : value.toLowerCase()}`;

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
