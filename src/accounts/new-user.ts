import { InvalidParameterException } from "#generated/errors.ts";
import { sub as newSub } from "../lib/ids.ts";
import type { Pool } from "../records/pools.ts";
import type { User, UserStatus } from "../records/users.ts";
import type { Attributes } from "../rules/attributes.ts";
import { chooseUsername, usernameKey, withAttributes } from "../rules/usernames.ts";

interface Newcomer {
  /** As the caller named the user. */
  readonly name: string;
  readonly attributes: Attributes;
  readonly status: UserStatus;
  readonly now: number;
  /** Absent: a new one. */
  readonly sub?: string;
}

/** A user that is not stored yet. Attributes are taken as they are. */
export function newUser(pool: Pool, { name, attributes, status, now, sub = newSub() }: Newcomer): User {
  const { username = sub } = chooseUsername(pool, name);
  const user: User = {
    poolId: pool.id,
    sub,
    username,
    usernameKey: usernameKey(pool, username),
    attributes: {},
    aliases: [],
    status,
    enabled: true,
    createdAt: now,
    modifiedAt: now,
  };
  return withAttributes(pool, user, attributes, now);
}

/**
 * The attributes with the address or number that the user goes by, where the pool has username attributes.
 * @throws InvalidParameterException
 */
export function withNameAsAttribute(pool: Pool, name: string, attributes: Attributes): Attributes {
  const { contact } = chooseUsername(pool, name);
  if (!contact) return attributes;
  const { attribute, value } = contact;
  // Assumption: that the two have to agree is documented, the wording is not known.
  if (attributes[attribute] !== undefined && attributes[attribute] !== value)
    throw new InvalidParameterException(`User attribute ${attribute} must be the same as the username.`);
  return { ...attributes, [attribute]: value };
}
