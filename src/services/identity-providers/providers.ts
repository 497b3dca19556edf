import {
  DuplicateProviderException,
  InvalidParameterException,
  LimitExceededException,
  ResourceNotFoundException,
  UnsupportedIdentityProviderException,
} from "#generated/errors.ts";
import type { Context, Operations } from "../../context.ts";
import { isLocal } from "../../federation/local/stand-in.ts";
import { poolCertificate } from "../../federation/pool-certificate.ts";
import { withDiscovered } from "../../federation/providers/endpoints.ts";
import {
  getIdentityProvider,
  type IdentityProvider,
  identityProviders,
  viewOfListedProvider,
  viewOfProvider,
} from "../../records/identity-providers.ts";
import { readPage } from "../../records/pages.ts";
import { getPool, pools } from "../../records/pools.ts";
import { otherChangeOf, retryContended } from "../../records/retry-contended.ts";
import {
  BUILT_IN,
  checkMapping,
  checkProviderName,
  completedDetails,
  completedMapping,
  type Details,
} from "../../rules/identity-providers.ts";
import { federatedSchema } from "../../rules/pool-schema.ts";
import { type Change, type Driver, UniqueViolation } from "../../storage/driver.ts";
import { retryStale } from "../../storage/retry.ts";

/** Of one pool (AWS, "Quotas in Amazon Cognito"). */
const PROVIDER_LIMIT = 300;
/** How long the creation of a provider waits for its issuer. */
const DISCOVERY_MS = 2000;
/** The list's largest page: the model allows no more items in an answer. */
const LARGEST_PAGE = 50;

export const createIdentityProvider: Operations["createIdentityProvider"] = async (input, ctx) => {
  const { store, clock } = ctx;
  const pool = await getPool(store, input.UserPoolId);
  checkProviderName(input.ProviderName, input.ProviderType);
  const mapping = completedMapping(input.ProviderType, input.AttributeMapping);
  checkMapping(pool, mapping);
  const provider: IdentityProvider = {
    poolId: pool.id,
    name: input.ProviderName,
    type: input.ProviderType,
    details: await completed(ctx, { poolId: pool.id, type: input.ProviderType }, input.ProviderDetails),
    mapping,
    acrMapping: input.AcrMapping,
    identifiers: distinct(input.IdpIdentifiers),
    createdAt: clock.now(),
    modifiedAt: clock.now(),
  };
  await retryContended(async () => {
    // Assumption: the wording of both.
    if (await identityProviders.find(store, pool.id, provider.name))
      throw new DuplicateProviderException(`Identity provider ${provider.name} already exists.`);
    if ((await identityProviders.count(store, pool.id)) >= PROVIDER_LIMIT)
      throw new LimitExceededException(`A user pool cannot have more than ${PROVIDER_LIMIT} identity providers.`);
    await commit(ctx, [identityProviders.put(provider), ...(await schemaChange(store, pool.id))]);
  });
  return { IdentityProvider: viewOfProvider(provider) };
};

export const describeIdentityProvider: Operations["describeIdentityProvider"] = async ({ UserPoolId, ProviderName }, { store }) => {
  const pool = await getPool(store, UserPoolId);
  return { IdentityProvider: viewOfProvider(await getIdentityProvider(store, pool.id, ProviderName)) };
};

export const getIdentityProviderByIdentifier: Operations["getIdentityProviderByIdentifier"] = async (
  { UserPoolId, IdpIdentifier },
  { store },
) => {
  const pool = await getPool(store, UserPoolId);
  const provider = await identityProviders.findBy(store, "identifier", IdpIdentifier, pool.id);
  // Assumption: the wording.
  if (!provider) throw new ResourceNotFoundException(`Identity provider with identifier ${IdpIdentifier} does not exist.`);
  return { IdentityProvider: viewOfProvider(provider) };
};

export const listIdentityProviders: Operations["listIdentityProviders"] = async ({ UserPoolId, MaxResults, NextToken }, ctx) => {
  const pool = await getPool(ctx.store, UserPoolId);
  const limit = Math.min(MaxResults || LARGEST_PAGE, LARGEST_PAGE);
  const page = await readPage(
    ctx,
    identityProviders,
    { partition: pool.id },
    { operation: "ListIdentityProviders", token: NextToken, limit },
  );
  return { Providers: page.items.map(viewOfListedProvider), NextToken: page.nextToken };
};

/** Details are replaced as a whole; details, mappings or identifiers that are left out stay. */
export const updateIdentityProvider: Operations["updateIdentityProvider"] = async (input, ctx) => {
  const { store, clock } = ctx;
  const pool = await getPool(store, input.UserPoolId);
  refuseBuiltIn(input.ProviderName);
  const updated = await retryStale(async () => {
    const before = await getIdentityProvider(store, pool.id, input.ProviderName);
    const mapping = input.AttributeMapping ? completedMapping(before.type, input.AttributeMapping) : before.mapping;
    checkMapping(pool, mapping);
    const details = input.ProviderDetails ? await completed(ctx, before, input.ProviderDetails) : before.details;
    const after = {
      ...before,
      details,
      mapping,
      acrMapping: input.AcrMapping ?? before.acrMapping,
      identifiers: input.IdpIdentifiers ? distinct(input.IdpIdentifiers) : before.identifiers,
      modifiedAt: clock.now(),
    };
    await commit(ctx, [identityProviders.put(after)]);
    return after;
  }, contended);
  return { IdentityProvider: viewOfProvider(updated) };
};

/** Clients keep naming a provider that is gone; nobody signs in through it any more. */
export const deleteIdentityProvider: Operations["deleteIdentityProvider"] = async ({ UserPoolId, ProviderName }, { store }) => {
  const pool = await getPool(store, UserPoolId);
  refuseBuiltIn(ProviderName);
  await retryStale(
    async () => store.commit([identityProviders.remove(await getIdentityProvider(store, pool.id, ProviderName))]),
    contended,
  );
};

/**
 * What the service adds: a certificate for encrypting SAML assertions to, be they encrypted or not (AWS, describe-identity-provider),
 * and the endpoints that an OIDC issuer publishes. Unlike with AWS an issuer need not be there yet: a pool for
 * tests can be set up without a network, and then they are looked up when somebody signs in.
 */
async function completed(ctx: Context, provider: Pick<IdentityProvider, "poolId" | "type">, given: Details): Promise<Details> {
  const details = await completedDetails(provider.type, given);
  if (provider.type === "OIDC" && !isLocal(ctx.settings, provider)) return withDiscovered(details, DISCOVERY_MS);
  return provider.type === "SAML" ? { ...details, ActiveEncryptionCertificate: await poolCertificate(ctx, provider.poolId) } : details;
}

/** The first provider adds an attribute to the pool; it stays when the provider goes. */
async function schemaChange(store: Driver, poolId: string): Promise<Change[]> {
  const pool = await getPool(store, poolId);
  const schema = federatedSchema(pool.schema);
  return schema === pool.schema ? [] : [pools.put({ ...pool, schema })];
}

async function commit({ store }: Context, changes: readonly Change[]): Promise<void> {
  await store.commit(changes).catch((error: unknown) => {
    // Assumption: type and wording for an identifier that another provider has.
    throw error instanceof UniqueViolation
      ? new InvalidParameterException("An identifier is already used by another identity provider of the user pool.")
      : error;
  });
}

const distinct = (values: readonly string[] = []): string[] => [...new Set(values)];

/** Assumption: the wording. */
function refuseBuiltIn(name: string): void {
  if (name.toUpperCase() === BUILT_IN) throw new UnsupportedIdentityProviderException(`Identity provider ${name} cannot be changed.`);
}

const contended = otherChangeOf("identity provider");
