import { sub as newSub } from "../lib/ids.ts";
import type { IdentityProvider } from "../records/identity-providers.ts";
import type { Pool } from "../records/pools.ts";
import { type LinkedIdentity, type User, users } from "../records/users.ts";
import type { Attributes } from "../rules/attributes.ts";
import { usernameKey, withAttributes } from "../rules/usernames.ts";
import type { Driver, Stored } from "../storage/driver.ts";

/** Somebody as an identity provider tells of them. */
export interface ExternalIdentity {
  /** Who it is at the provider: `sub`, `id`, `user_id` or NameID. */
  readonly subject: string;
  /** What the provider says of them, by its own names. */
  readonly claims: Readonly<Record<string, string>>;
}

/** The user, the pool's own or one from outside, who signs in as this identity. */
export const findFederatedUser = (
  store: Driver,
  poolId: string,
  { provider, subject }: { provider: string; subject: string },
): Promise<(User & Stored) | undefined> => users.findBy(store, "identity", `${provider} ${subject}`, poolId);

/** Whether the user came from outside, and has no life of their own in the pool. */
export const isFederatedProfile = ({ status }: User): boolean => status === "EXTERNAL_PROVIDER";

/** `primary`: the profile was made for this identity; otherwise it was linked to a user that was there before. */
export const linkedIdentity = (
  provider: IdentityProvider,
  { subject, primary, now }: { subject: string; primary: boolean; now: number },
): LinkedIdentity => ({
  userId: subject,
  providerName: provider.name,
  providerType: provider.type,
  issuer: issuerOf(provider),
  primary,
  dateCreated: now,
});

/** The entity id of a SAML provider, and nothing for the others (captured from AWS). */
function issuerOf({ type, details }: IdentityProvider): string | undefined {
  return type === "SAML" ? /\sentityID\s*=\s*["']([^"'<]+)["']/.exec(details["MetadataFile"] ?? "")?.[1] : undefined;
}

/** `Google_1026`, in lower case where the pool does not tell cases apart. */
export const federatedUsername = (pool: Pool, provider: Pick<IdentityProvider, "name">, subject: string): string =>
  usernameKey(pool, `${provider.name}_${subject}`);

/** The group that AWS puts everybody from one provider in. */
export const federatedGroup = (pool: Pick<Pool, "id">, provider: Pick<IdentityProvider, "name">): string => `${pool.id}_${provider.name}`;

/** The profile of somebody who signs in from outside for the first time, not yet stored. `now` in milliseconds. */
export function federatedUser(pool: Pool, provider: IdentityProvider, { subject, claims }: ExternalIdentity, now: number): User {
  const username = federatedUsername(pool, provider, subject);
  const blank: User = {
    poolId: pool.id,
    sub: newSub(),
    username,
    usernameKey: usernameKey(pool, username),
    attributes: {},
    aliases: [],
    status: "EXTERNAL_PROVIDER",
    enabled: true,
    createdAt: now,
    modifiedAt: now,
    identities: [linkedIdentity(provider, { subject, primary: true, now })],
  };
  return withAttributes(pool, blank, mappedAttributes(provider, claims), now);
}

/** The provider's claims as attributes of the pool. An address or number is verified only where the mapping says so. */
export function mappedAttributes({ mapping }: IdentityProvider, claims: ExternalIdentity["claims"]): Attributes {
  const mapped = Object.entries(mapping).flatMap(([name, claim]) =>
    name !== "username" && claims[claim] ? [[name, claims[claim]] as const] : [],
  );
  const attributes = Object.fromEntries(mapped);
  const flags = ["email", "phone_number"]
    .filter((name) => attributes[name] && attributes[`${name}_verified`] === undefined)
    .map((name) => [`${name}_verified`, "false"]);
  return { ...Object.fromEntries(flags), ...attributes };
}
