import { InvalidParameterException, ManagedLoginBrandingExistsException, ResourceNotFoundException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import type { Operations } from "../../context.ts";
import { uuid } from "../../lib/ids.ts";
import { assetsOf, type Branding, brandings, getBranding, removalOfBranding, viewOfBranding } from "../../records/branding.ts";
import { getClient } from "../../records/clients.ts";
import { getPool } from "../../records/pools.ts";
import { otherChangeOf } from "../../records/retry-contended.ts";
import { checkDepth, checkOrigin, mergedSettings } from "../../rules/branding.ts";
import { PROVIDED_SETTINGS } from "../../rules/branding-defaults.ts";
import { checkManagedLoginPlan } from "../../rules/feature-plans.ts";
import { type Driver, type Stored, UniqueViolation } from "../../storage/driver.ts";
import { retryStale } from "../../storage/retry.ts";
import { newAssets, replacedAssets } from "./assets.ts";

export const createManagedLoginBranding: Operations["createManagedLoginBranding"] = async (input, { store, clock }) => {
  const pool = await getPool(store, input.UserPoolId);
  checkManagedLoginPlan(pool);
  await getClient(store, pool.id, input.ClientId);
  checkOrigin(input.UseCognitoProvidedValues ?? false, input.Settings);
  checkDepth(input.Settings);
  const now = clock.now();
  const branding: Branding = {
    poolId: pool.id,
    id: uuid(),
    clientId: input.ClientId,
    settings: input.Settings,
    createdAt: now,
    modifiedAt: now,
  };
  const { assets, changes } = newAssets(branding, input.Assets ?? []);
  await store.commit([brandings.put(branding), ...changes]).catch((error: unknown) => {
    // Assumption: the wording.
    throw error instanceof UniqueViolation
      ? new ManagedLoginBrandingExistsException(`A managed login style already exists for app client ${input.ClientId}.`)
      : error;
  });
  return { ManagedLoginBranding: viewOfBranding(branding, assets) };
};

/** Settings and images that are not mentioned stay (AWS, UpdateManagedLoginBranding). */
export const updateManagedLoginBranding: Operations["updateManagedLoginBranding"] = async (input, { store, clock }) => {
  const { poolId, id } = await named(store, input);
  checkDepth(input.Settings);
  return retryStale(async () => {
    const before = await getBranding(store, poolId, id);
    const branding = { ...before, settings: settingsAfter(before, input), modifiedAt: clock.now() };
    const kept = input.UseCognitoProvidedValues === true ? "none" : "all";
    const { assets, changes } = replacedAssets(branding, await assetsOf(store, before), { given: input.Assets ?? [], kept });
    await store.commit([brandings.put(branding), ...changes]);
    return { ManagedLoginBranding: viewOfBranding(branding, assets) };
  }, contended);
};

export const deleteManagedLoginBranding: Operations["deleteManagedLoginBranding"] = async (input, { store }) => {
  const { poolId, id } = await named(store, input);
  await retryStale(async () => store.commit(await removalOfBranding(store, await getBranding(store, poolId, id))), contended);
};

export const describeManagedLoginBranding: Operations["describeManagedLoginBranding"] = async (input, { store }) => {
  const { poolId, id } = await named(store, input);
  return describe(store, await getBranding(store, poolId, id), input.ReturnMergedResources);
};

export const describeManagedLoginBrandingByClient: Operations["describeManagedLoginBrandingByClient"] = async (input, { store }) => {
  const pool = await getPool(store, input.UserPoolId);
  const client = await getClient(store, pool.id, input.ClientId);
  const branding = await brandings.findBy(store, "client", client.id, pool.id);
  // Assumption: the wording.
  if (!branding) throw new ResourceNotFoundException(`Managed login branding does not exist for app client ${client.id}.`);
  return describe(store, branding, input.ReturnMergedResources);
};

/** `merged`: with the service's values where the style has none of its own. Assumption: there are no images among those. */
async function describe(store: Driver, branding: Branding, merged = false) {
  const shown = merged
    ? { ...viewOfBranding(branding, await assetsOf(store, branding)), Settings: mergedSettings(PROVIDED_SETTINGS, branding.settings ?? {}) }
    : viewOfBranding(branding, await assetsOf(store, branding));
  return { ManagedLoginBranding: shown };
}

/** @throws ResourceNotFoundException, InvalidParameterException */
async function named(
  store: Driver,
  input: Pick<Schemas["UpdateManagedLoginBrandingRequest"], "UserPoolId" | "ManagedLoginBrandingId">,
): Promise<Branding & Stored> {
  const { UserPoolId, ManagedLoginBrandingId } = input;
  // Assumption: the wording. An update does not require them by the model, but there is no other way to say what is meant.
  if (UserPoolId === undefined || ManagedLoginBrandingId === undefined)
    throw new InvalidParameterException("UserPoolId and ManagedLoginBrandingId are required.");
  const pool = await getPool(store, UserPoolId);
  return getBranding(store, pool.id, ManagedLoginBrandingId);
}

function settingsAfter(
  before: Branding,
  { UseCognitoProvidedValues: useProvided, Settings: changes }: Schemas["UpdateManagedLoginBrandingRequest"],
) {
  const settings = changes ? mergedSettings(before.settings ?? {}, changes) : before.settings;
  if (useProvided === undefined) return settings;
  checkOrigin(useProvided, useProvided ? changes : settings);
  return useProvided ? undefined : settings;
}

const contended = otherChangeOf("style");
