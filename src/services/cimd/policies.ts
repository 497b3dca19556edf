import { InvalidParameterException, LimitExceededException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import type { Operations } from "../../context.ts";
import { clientId } from "../../lib/ids.ts";
import { type CimdPolicy, cimdPolicies, getCimdPolicy, viewOfCimdPolicy, viewOfListedCimdPolicy } from "../../records/cimd-policies.ts";
import { removalOfClientDocuments } from "../../records/client-documents.ts";
import { clients, getClient } from "../../records/clients.ts";
import { readPage } from "../../records/pages.ts";
import { getPool } from "../../records/pools.ts";
import { otherChangeOf } from "../../records/retry-contended.ts";
import { checkCimdPlan } from "../../rules/feature-plans.ts";
import type { Driver } from "../../storage/driver.ts";
import { retryStale } from "../../storage/retry.ts";

/** Assumption: AWS names no quota. */
const POLICY_LIMIT = 100;
/** Assumption: the shortest that may be asked for. */
const DEFAULT_CACHE_SECONDS = 86_400;

export const createCIMDPolicy: Operations["createCIMDPolicy"] = async (input, { store, clock }) => {
  const pool = await getPool(store, input.UserPoolId);
  checkCimdPlan(pool);
  const client = await getClient(store, pool.id, input.ClientId);
  const now = clock.now();
  const policy: CimdPolicy = {
    poolId: pool.id,
    // Lower-case letters and digits, as the model has it.
    id: clientId(),
    clientId: client.id,
    name: input.PolicyName,
    cacheSeconds: input.CacheDuration ?? DEFAULT_CACHE_SECONDS,
    urlPatterns: checkedPatterns(input),
    createdAt: now,
    modifiedAt: now,
  };
  // Assumption: the wording.
  if ((await cimdPolicies.count(store, pool.id)) >= POLICY_LIMIT)
    throw new LimitExceededException(`A user pool cannot have more than ${POLICY_LIMIT} CIMD policies.`);
  await store.commit([cimdPolicies.put(policy)]);
  return { CIMDPolicy: viewOfCimdPolicy(policy, true) };
};

/** Assumption: the name and the cache's duration stay where they are left out. Documents that are kept stay until they run out. */
export const updateCIMDPolicy: Operations["updateCIMDPolicy"] = async (input, { store, clock }) => {
  const pool = await getPool(store, input.UserPoolId);
  checkCimdPlan(pool);
  const updated = await retryStale(async () => {
    const before = await getCimdPolicy(store, pool.id, input.CIMDPolicyId);
    const client = await getClient(store, pool.id, input.ClientId);
    const policy = {
      ...before,
      clientId: client.id,
      name: input.PolicyName ?? before.name,
      cacheSeconds: input.CacheDuration ?? before.cacheSeconds,
      urlPatterns: checkedPatterns(input),
      modifiedAt: clock.now(),
    };
    await store.commit([cimdPolicies.put(policy)]);
    return policy;
  }, contended);
  return { CIMDPolicy: viewOfCimdPolicy(updated, true) };
};

export const describeCIMDPolicy: Operations["describeCIMDPolicy"] = async ({ UserPoolId, CIMDPolicyId }, { store }) => {
  const pool = await getPool(store, UserPoolId);
  const policy = await getCimdPolicy(store, pool.id, CIMDPolicyId);
  return { CIMDPolicy: viewOfCimdPolicy(policy, await hasClient(store, policy)) };
};

export const listCIMDPolicies: Operations["listCIMDPolicies"] = async ({ UserPoolId, MaxResults, NextToken }, ctx) => {
  const pool = await getPool(ctx.store, UserPoolId);
  const query = { operation: "ListCIMDPolicies", token: NextToken, limit: MaxResults };
  const page = await readPage(ctx, cimdPolicies, { partition: pool.id }, query);
  const shown = page.items.map(async (policy) => viewOfListedCimdPolicy(policy, await hasClient(ctx.store, policy)));
  return { CIMDPolicies: await Promise.all(shown), NextToken: page.nextToken };
};

export const deleteCIMDPolicy: Operations["deleteCIMDPolicy"] = async ({ UserPoolId, CIMDPolicyId }, { store }) => {
  const pool = await getPool(store, UserPoolId);
  await retryStale(async () => {
    const policy = await getCimdPolicy(store, pool.id, CIMDPolicyId);
    await store.commit([cimdPolicies.remove(policy), ...(await removalOfClientDocuments(store, pool.id, policy.id))]);
  }, contended);
  return {};
};

const hasClient = async (store: Driver, { poolId, clientId: id }: CimdPolicy): Promise<boolean> =>
  (await clients.find(store, poolId, id)) !== undefined;

/** @throws InvalidParameterException */
function checkedPatterns({ URLPatterns: patterns }: Pick<Schemas["CreateCIMDPolicyRequest"], "URLPatterns">): readonly string[] {
  // Assumption: the wordings. A pattern that leaves the host open would let anybody in.
  if (new Set(patterns).size < patterns.length) throw new InvalidParameterException("URLPatterns must not contain duplicates.");
  const open = patterns.find((pattern) => /^https:\/\/[^/]*\*(?:\/|$)/.test(pattern));
  if (open !== undefined) throw new InvalidParameterException(`The URL pattern ${open} does not name a host.`);
  return patterns;
}

const contended = otherChangeOf("CIMD policy");
