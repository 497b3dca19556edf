import { AliasExistsException, type CognitoError, InvalidParameterException, NotAuthorizedException } from "#generated/errors.ts";
import { aliasInUse, commitUser } from "../accounts/commit-user.ts";
import { userDisabled } from "../accounts/lookup.ts";
import type { Context } from "../context.ts";
import type { Client } from "../records/clients.ts";
import { groups, memberships } from "../records/groups.ts";
import type { IdentityProvider } from "../records/identity-providers.ts";
import type { Pool } from "../records/pools.ts";
import { retryContended } from "../records/retry-contended.ts";
import { type User, users } from "../records/users.ts";
import { type Attributes, checkAttributeChanges, checkNewAttributes, withoutEmpty } from "../rules/attributes.ts";
import { withAttributes } from "../rules/usernames.ts";
import type { Change, Stored } from "../storage/driver.ts";
import { inboundFederation } from "../triggers/inbound-federation.ts";
import { postAuthentication } from "../triggers/post-authentication.ts";
import { postConfirmation } from "../triggers/post-confirmation.ts";
import { preAuthentication } from "../triggers/pre-authentication.ts";
import { preSignUp } from "../triggers/pre-sign-up.ts";
import { type Arrival, mappedAttributes } from "./external-identity.ts";
import { federatedGroup, federatedUser, federatedUsername, findFederatedUser } from "./federated-user.ts";

/** Somebody whom a provider has sent, proven to be who they say. */
export interface FederatedSignIn {
  readonly pool: Pool & Stored;
  readonly client: Client;
  readonly provider: IdentityProvider;
  readonly arrival: Arrival;
}

/**
 * The pool's user for somebody from outside: made at the first time, brought up to date at each later one, with the triggers
 * in their order (AWS, "Adding user pool sign-in through a third party"). Neither second factors nor devices are asked for.
 * @throws UserLambdaValidationException and the other errors of triggers, InvalidParameterException where the claims do not
 * suit the pool, AliasExistsException, NotAuthorizedException for a disabled user
 */
export async function signInFromOutside(ctx: Context, signIn: FederatedSignIn): Promise<User & Stored> {
  const { pool, client, provider, arrival } = signIn;
  const { subject, said } = arrival;
  const claims = await inboundFederation(ctx, {
    pool,
    client,
    userName: federatedUsername(pool, provider, subject),
    provider,
    attributes: said,
  });
  const told: FederatedSignIn = claims ? { ...signIn, arrival: { ...arrival, claims } } : signIn;
  return (await returning(ctx, told)) ?? newcomer(ctx, told);
}

const known = ({ store }: Context, { pool, provider, arrival }: FederatedSignIn): Promise<(User & Stored) | undefined> =>
  findFederatedUser(store, pool.id, { provider: provider.name, subject: arrival.subject });

async function returning(ctx: Context, signIn: FederatedSignIn): Promise<(User & Stored) | undefined> {
  const { pool, client, provider, arrival } = signIn;
  const user = await known(ctx, signIn);
  if (!user) return undefined;
  if (!user.enabled) throw userDisabled();
  const updated = await refreshed(ctx, signIn, mappedAttributes(provider, arrival.claims, client));
  await preAuthentication(ctx, { pool, client, user: updated, name: updated.username });
  await postAuthentication(ctx, { pool, client, user: updated, newDeviceUsed: false });
  return updated;
}

/** The user with what the provider says today. Only what changed is written. */
async function refreshed(ctx: Context, signIn: FederatedSignIn, mapped: Attributes): Promise<User & Stored> {
  const { pool } = signIn;
  return retryContended(async () => {
    const user = await known(ctx, signIn);
    if (!user) throw new NotAuthorizedException("User does not exist.");
    const changes = Object.fromEntries(Object.entries(mapped).filter(([name, value]) => (user.attributes[name] ?? "") !== value));
    if (Object.keys(changes).length === 0) return user;
    checkAttributeChanges(pool, changes);
    const updated = withAttributes(pool, user, withoutEmpty({ ...user.attributes, ...changes }), ctx.clock.now());
    await commitUser(ctx, { pool, user: updated, taken: alreadyThere(updated) });
    return (await users.find(ctx.store, pool.id, user.sub)) ?? updated;
  });
}

async function newcomer(ctx: Context, signIn: FederatedSignIn): Promise<User & Stored> {
  const { pool, client, provider, arrival } = signIn;
  const username = federatedUsername(pool, provider, arrival.subject);
  const attributes = withoutEmpty(mappedAttributes(provider, arrival.claims, client));
  const granted = await preSignUp(ctx, { pool, client, userName: username }, { source: "PreSignUp_ExternalProvider", attributes });
  // The function may have linked this identity to a user of the pool (AdminLinkProviderForUser).
  const linked = await returning(ctx, signIn);
  if (linked) return linked;
  const verified = {
    ...(granted.autoVerifyEmail && attributes["email"] && { email_verified: "true" }),
    ...(granted.autoVerifyPhone && attributes["phone_number"] && { phone_number_verified: "true" }),
  };
  checkRequired(pool, attributes);
  checkNewAttributes(pool, attributes, { required: false });
  const made = await federatedUser(pool, provider, arrival, ctx.clock.now());
  const user = withAttributes(pool, made, { ...withoutEmpty({ ...attributes, ...verified }) }, made.modifiedAt);
  await retryContended(async () => commitUser(ctx, { pool, user, with: await membershipOf(ctx, signIn, user), taken: alreadyThere(user) }));
  await postConfirmation(ctx, { source: "PostConfirmation_ConfirmSignUp", pool, client, user });
  const stored = await users.find(ctx.store, pool.id, user.sub);
  if (!stored) throw new NotAuthorizedException("User does not exist.");
  return stored;
}

/** Everybody from one provider is put in a group of its own, which is made for the first. */
async function membershipOf({ store, clock }: Context, { pool, provider }: FederatedSignIn, { sub }: User): Promise<Change[]> {
  const now = clock.now();
  const groupName = federatedGroup(pool, provider);
  const membership = memberships.put({ poolId: pool.id, groupName, sub, addedAt: now });
  if (await groups.find(store, pool.id, groupName)) return [membership];
  const description = `Autogenerated group for users who sign in using ${provider.name}`;
  return [groups.put({ poolId: pool.id, name: groupName, description, createdAt: now, modifiedAt: now }), membership];
}

/** As AWS tells of attributes that the pool requires and the provider did not give. */
function checkRequired({ schema }: Pool, attributes: Attributes): void {
  const missing = schema.filter(({ name, required }) => required && name !== "sub" && !attributes[name]).map(({ name }) => name);
  if (missing.length > 0) throw new InvalidParameterException(`attributes required: [${missing.join(", ")}]`);
}

const alreadyThere =
  ({ username }: User) =>
  (attribute: string): CognitoError =>
    attribute === "username" ? new AliasExistsException(`Already found an entry for username ${username}`) : aliasInUse(attribute);
