import { AliasExistsException, InvalidParameterException, LimitExceededException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import { deleteUserRecords } from "../../accounts/delete-user.ts";
import { getUser, userNotFound } from "../../accounts/lookup.ts";
import type { Context, Operations } from "../../context.ts";
import { findFederatedUser, isFederatedProfile, linkedIdentity } from "../../federation/federated-user.ts";
import { getIdentityProvider, type IdentityProvider } from "../../records/identity-providers.ts";
import { getPool, type Pool } from "../../records/pools.ts";
import { retryContended } from "../../records/retry-contended.ts";
import { type User, users } from "../../records/users.ts";
import { BUILT_IN, SUBJECT } from "../../rules/identity-providers.ts";
import { type Stored, UniqueViolation } from "../../storage/driver.ts";

/** External identities of one user (AWS, "Quotas in Amazon Cognito"). */
const LINK_LIMIT = 5;

/** Whoever signs in as the source at its provider is the destination from now on. */
export const adminLinkProviderForUser: Operations["adminLinkProviderForUser"] = async (
  { UserPoolId, DestinationUser, SourceUser },
  ctx,
) => {
  const pool = await getPool(ctx.store, UserPoolId);
  const destination = await destinationOf(ctx, pool, DestinationUser);
  const { provider, subject } = await sourceOf(ctx, pool, SourceUser);
  await retryContended(async () => {
    await checkFree(ctx, { provider, subject, destination });
    const user = await users.find(ctx.store, pool.id, destination.sub);
    if (!user) throw userNotFound();
    const identities = user.identities ?? [];
    // Assumption: the wording.
    if (identities.length >= LINK_LIMIT) throw new LimitExceededException(`A user cannot be linked to more than ${LINK_LIMIT} identities.`);
    const linked = await linkedIdentity(provider, { subject, primary: false, now: ctx.clock.now() });
    await ctx.store
      .commit([users.put({ ...user, identities: [...identities, linked], modifiedAt: ctx.clock.now() })])
      .catch((error: unknown) => {
        throw error instanceof UniqueViolation ? linkedToAnother() : error;
      });
  });
  return {};
};

/**
 * A link is undone; the profile of somebody who comes from outside goes, so that the next sign-in makes a new one; one of
 * the pool's own users can no longer sign in by password (AWS, AdminDisableProviderForUser).
 */
export const adminDisableProviderForUser: Operations["adminDisableProviderForUser"] = async ({ UserPoolId, User: identifier }, ctx) => {
  const pool = await getPool(ctx.store, UserPoolId);
  if (isBuiltIn(identifier.ProviderName)) await withoutPassword(ctx, pool, identifier);
  else await withoutIdentity(ctx, pool, identifier);
  return {};
};

type Identifier = Schemas["ProviderUserIdentifierType"];

const isBuiltIn = (name: string | undefined): boolean => name?.toUpperCase() === BUILT_IN;

/** Assumption: the wording of this and what follows, where nothing else is said. */
const required = (value: string | undefined, name: string): string => {
  if (!value) throw new InvalidParameterException(`${name} is required.`);
  return value;
};

async function destinationOf({ store }: Context, pool: Pool, { ProviderName, ProviderAttributeValue }: Identifier): Promise<User> {
  const value = required(ProviderAttributeValue, "DestinationUser.ProviderAttributeValue");
  if (isBuiltIn(required(ProviderName, "DestinationUser.ProviderName"))) return getUser(store, pool, value);
  const { name } = await getIdentityProvider(store, pool.id, ProviderName!);
  const user = await findFederatedUser(store, pool.id, { provider: name, subject: value });
  if (!user) throw userNotFound();
  return user;
}

async function sourceOf({ store }: Context, pool: Pool, source: Identifier): Promise<{ provider: IdentityProvider; subject: string }> {
  const name = required(source.ProviderName, "SourceUser.ProviderName");
  // Assumption: seen in amplify-js#13334 and boto3#4163.
  if (isBuiltIn(name))
    throw new InvalidParameterException(
      "Invalid SourceUser: Cognito users with a username/password may not be passed in as a SourceUser, only as a DestinationUser",
    );
  const provider = await getIdentityProvider(store, pool.id, name);
  const attribute = required(source.ProviderAttributeName, "SourceUser.ProviderAttributeName");
  if (provider.type !== "SAML" && attribute !== SUBJECT)
    throw new InvalidParameterException(`SourceUser.ProviderAttributeName must be ${SUBJECT} for the provider ${name}.`);
  return { provider, subject: required(source.ProviderAttributeValue, "SourceUser.ProviderAttributeValue") };
}

interface Linking {
  readonly provider: IdentityProvider;
  readonly subject: string;
  readonly destination: User;
}

async function checkFree({ store }: Context, { provider, subject, destination }: Linking): Promise<void> {
  const owner = await findFederatedUser(store, provider.poolId, { provider: provider.name, subject });
  if (!owner) return;
  if (owner.sub === destination.sub) throw new InvalidParameterException("SourceUser is already linked to DestinationUser");
  if (isFederatedProfile(owner))
    throw new InvalidParameterException(
      "Merging is not currently supported, provide a SourceUser that has not been signed up in order to link",
    );
  throw linkedToAnother();
}

// Assumption: type and wording.
const linkedToAnother = () => new AliasExistsException("SourceUser is already linked to another user.");

async function withoutPassword({ store, clock }: Context, pool: Pool, { ProviderAttributeValue }: Identifier): Promise<void> {
  const name = required(ProviderAttributeValue, "User.ProviderAttributeValue");
  await retryContended(async () => {
    const user = await getUser(store, pool, name);
    await store.commit([users.put({ ...user, password: undefined, temporaryPasswordAt: undefined, modifiedAt: clock.now() })]);
  });
}

async function withoutIdentity(ctx: Context, pool: Pool, identifier: Identifier): Promise<void> {
  const { name } = await getIdentityProvider(ctx.store, pool.id, required(identifier.ProviderName, "User.ProviderName"));
  const subject = required(identifier.ProviderAttributeValue, "User.ProviderAttributeValue");
  await retryContended(async () => {
    const user = await findFederatedUser(ctx.store, pool.id, { provider: name, subject });
    if (!user) throw userNotFound();
    const primary = user.identities?.find((identity) => identity.providerName === name && identity.userId === subject)?.primary;
    if (primary && isFederatedProfile(user)) return deleteUserRecords(ctx, user);
    await ctx.store.commit([users.put(unlinked(user, { name, subject, now: ctx.clock.now() }))]);
  });
}

function unlinked(user: User & Stored, { name, subject, now }: { name: string; subject: string; now: number }): User & Stored {
  const identities = user.identities?.filter((identity) => identity.providerName !== name || identity.userId !== subject);
  return { ...user, identities: identities?.length ? identities : undefined, modifiedAt: now };
}
