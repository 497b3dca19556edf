import type { Pool } from "../records/pools.ts";
import type { User } from "../records/users.ts";

export type Attributes = Readonly<Record<string, string>>;
export type Metadata = Readonly<Record<string, string>>;

/** A stored user as triggers are told of it: a flat map of strings. */
export function userAttributes(pool: Pool, user: User): Attributes {
  const alias = (attribute: "email" | "phone_number") =>
    (pool.aliasAttributes.includes(attribute) || pool.usernameAttributes.includes(attribute)) &&
    user.attributes[attribute] &&
    user.attributes[`${attribute}_verified`] === "true"
      ? { [`cognito:${attribute}_alias`]: user.attributes[attribute] }
      : {};
  return {
    sub: user.sub,
    ...alias("email"),
    ...alias("phone_number"),
    ...(user.mfa?.factors.length ? { "cognito:mfa_enabled": "true" } : {}),
    "cognito:user_status": user.status,
    ...user.attributes,
    ...(user.identities?.length ? { identities: JSON.stringify(user.identities) } : {}),
  };
}

/** A list of names and values as a map; absent where the request had none. */
export const byName = (list: readonly { readonly Name: string; readonly Value?: string }[] | undefined): Metadata | undefined =>
  list && Object.fromEntries(list.map(({ Name, Value = "" }) => [Name, Value]));

/** Present only where the request had some. */
export const withMetadata = (clientMetadata: Metadata | undefined): { clientMetadata?: Metadata } =>
  clientMetadata ? { clientMetadata } : {};

/** Told only of somebody whom the client must not notice to be unknown. */
export const withUserNotFound = (user: User | undefined): { userNotFound?: true } => (user ? {} : { userNotFound: true });
