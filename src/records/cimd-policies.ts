import { ResourceNotFoundException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import type { Driver, Stored } from "../storage/driver.ts";
import { defineTable } from "./table.ts";

/** Lets clients that name themselves by the address of a metadata document act as an app client. */
export interface CimdPolicy {
  readonly poolId: string;
  readonly id: string;
  readonly clientId: string;
  readonly name: string;
  /** How long a document is kept. */
  readonly cacheSeconds: number;
  /** Addresses with `*` for any characters. */
  readonly urlPatterns: readonly string[];
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export const cimdPolicies = defineTable<CimdPolicy>({
  name: "cimdPolicies",
  partition: (policy) => policy.poolId,
  id: (policy) => policy.id,
  indexes: {},
});

/** @throws ResourceNotFoundException */
export async function getCimdPolicy(store: Driver, poolId: string, id: string): Promise<CimdPolicy & Stored> {
  const policy = await cimdPolicies.find(store, poolId, id);
  // Assumption: the wording.
  if (!policy) throw new ResourceNotFoundException(`CIMD policy ${id} does not exist.`);
  return policy;
}

/** `hasClient`: the client is left out once it is deleted (AWS, CIMDPolicyType). */
export const viewOfCimdPolicy = (policy: CimdPolicy, hasClient: boolean): Schemas["CIMDPolicyType"] => ({
  ...viewOfListedCimdPolicy(policy, hasClient),
  UserPoolId: policy.poolId,
  URLPatterns: [...policy.urlPatterns],
});

/** The policy as ListCIMDPolicies shows it. */
export const viewOfListedCimdPolicy = (policy: CimdPolicy, hasClient: boolean): Schemas["CIMDPolicySummaryType"] => ({
  CIMDPolicyId: policy.id,
  ClientId: hasClient ? policy.clientId : undefined,
  PolicyName: policy.name,
  CacheDuration: policy.cacheSeconds,
  CreationDate: policy.createdAt / 1000,
  LastModifiedDate: policy.modifiedAt / 1000,
});
