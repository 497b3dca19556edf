import { ResourceNotFoundException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import type { Operations } from "../../context.ts";
import { type ProvisionedLimit, provisionedLimits } from "../../records/provisioned-limits.ts";
import { retryContended } from "../../records/retry-contended.ts";
import { checkLimit, freeLimit } from "../../rules/provisioned-limits.ts";
import { type Driver, GLOBAL, type Stored } from "../../storage/driver.ts";

type LimitDefinition = Schemas["LimitDefinitionType"];

/** Limits are kept and told; they are enforced only where the server is told to, for a server for tests refuses nobody for being fast. */
export const getProvisionedLimit: Operations["getProvisionedLimit"] = async ({ LimitDefinition }, { store, caller }) => ({
  Limit: viewOfLimit(LimitDefinition, await readLimit(store, LimitDefinition, caller.region)),
});

export const updateProvisionedLimit: Operations["updateProvisionedLimit"] = async (
  { LimitDefinition, RequestedLimitValue },
  { store, caller },
) => {
  const updated = await retryContended(async () => {
    const { limit, free } = await readLimit(store, LimitDefinition, caller.region);
    checkLimit(free, RequestedLimitValue);
    const raised = { ...limit, value: RequestedLimitValue };
    await store.commit([provisionedLimits.put(raised)]);
    return { limit: raised, free };
  });
  return { Limit: viewOfLimit(LimitDefinition, updated) };
};

async function readLimit(
  store: Driver,
  { Attributes }: LimitDefinition,
  region: string,
): Promise<{ limit: ProvisionedLimit & Stored; free: number }> {
  const category = Attributes.Category;
  const free = freeLimit(category);
  // Assumption: type and wording for a category that does not exist.
  if (category === undefined || free === undefined) throw new ResourceNotFoundException(`Limit category ${category ?? ""} does not exist.`);
  const fresh: ProvisionedLimit = { region, category, value: free };
  return { limit: (await provisionedLimits.find(store, GLOBAL, provisionedLimits.put(fresh).id)) ?? fresh, free };
}

const viewOfLimit = (definition: LimitDefinition, { limit, free }: { limit: ProvisionedLimit; free: number }): Schemas["LimitType"] => ({
  LimitDefinition: definition,
  ProvisionedLimitValue: limit.value,
  FreeLimitValue: free,
});
