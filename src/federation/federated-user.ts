import { sub as newSub } from "../lib/ids.ts";
import { readSamlMetadata } from "../lib/saml-metadata.ts";
import type { IdentityProvider } from "../records/identity-providers.ts";
import type { Pool } from "../records/pools.ts";
import { type LinkedIdentity, type User, users } from "../records/users.ts";
import { withoutEmpty } from "../rules/attributes.ts";
import { usernameKey, withAttributes } from "../rules/usernames.ts";
import type { Driver, Stored } from "../storage/driver.ts";
import { type ExternalIdentity, mappedAttributes } from "./external-identity.ts";

/** The user, the pool's own or one from outside, who signs in as this identity. */
export const findFederatedUser = (
  store: Driver,
  poolId: string,
  { provider, subject }: { provider: string; subject: string },
): Promise<(User & Stored) | undefined> => users.findBy(store, "identity", `${provider} ${subject}`, poolId);

/** Whether the user came from outside, and has no life of their own in the pool. */
export const isFederatedProfile = ({ status }: User): boolean => status === "EXTERNAL_PROVIDER";

/** `primary`: the profile was made for this identity; otherwise it was linked to a user that was there before. */
export const linkedIdentity = async (
  provider: IdentityProvider,
  { subject, primary, now }: { subject: string; primary: boolean; now: number },
): Promise<LinkedIdentity> => ({
  userId: subject,
  providerName: provider.name,
  providerType: provider.type,
  issuer: await issuerOf(provider),
  primary,
  dateCreated: now,
});

/** The entity id of a SAML provider, and nothing for the others (captured from AWS). */
const issuerOf = async ({ type, details }: IdentityProvider): Promise<string | undefined> =>
  type === "SAML" && details["MetadataFile"] ? (await readSamlMetadata(details["MetadataFile"]))?.entityId : undefined;

/** `Google_1026`, in lower case where the pool does not tell cases apart. */
export const federatedUsername = (pool: Pool, provider: Pick<IdentityProvider, "name">, subject: string): string =>
  usernameKey(pool, `${provider.name}_${subject}`);

/** The group that AWS puts everybody from one provider in. */
export const federatedGroup = (pool: Pick<Pool, "id">, provider: Pick<IdentityProvider, "name">): string => `${pool.id}_${provider.name}`;

/** The profile of somebody who signs in from outside for the first time, not yet stored. `now` in milliseconds. */
export async function federatedUser(
  pool: Pool,
  provider: IdentityProvider,
  { subject, claims }: ExternalIdentity,
  now: number,
): Promise<User> {
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
    identities: [await linkedIdentity(provider, { subject, primary: true, now })],
  };
  return withAttributes(pool, blank, withoutEmpty(mappedAttributes(provider, claims)), now);
}
