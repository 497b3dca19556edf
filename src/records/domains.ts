import type { Driver, Stored } from "../storage/driver.ts";
import { poolRegion } from "./pools.ts";
import { defineTable } from "./table.ts";

/** A prefix domain, or a custom one (then with a certificate). A pool has at most one of each. */
export interface Domain {
  readonly poolId: string;
  readonly name: string;
  readonly custom?: { readonly certificateArn: string; readonly securityPolicy?: string; readonly cloudFrontDomain: string };
  readonly managedLoginVersion: number;
  /** Of the shape YYYYMMDDhhmmss. */
  readonly version: string;
  /** Absent: that of the pool's id. */
  readonly region?: string;
  readonly failover?: { readonly secondaryRegion: string; readonly healthCheckId: string };
}

/** Prefixes are unique in a region, custom domains everywhere. */
export const domains = defineTable<Domain, "name" | "bareName" | "kind">({
  name: "domains",
  partition: (domain) => domain.poolId,
  id: (domain) => domain.name,
  indexes: {
    name: { unique: true, scope: "all", keys: (domain) => [domain.custom ? domain.name : inRegion(domain.name, regionOf(domain))] },
    bareName: { scope: "all", keys: (domain) => [domain.name] },
    kind: { unique: true, keys: (domain) => [domain.custom ? "custom" : "prefix"] },
  },
});

const regionOf = ({ region, poolId }: Domain): string => region ?? poolRegion(poolId);
const inRegion = (prefix: string, region: string): string => `${prefix} ${region}`;

/** A custom domain of that name, or the prefix in that region; without a region the first that there is. */
export async function findDomain(store: Driver, name: string, region?: string): Promise<(Domain & Stored) | undefined> {
  if (region === undefined) return (await domains.list(store, { index: "bareName", equals: name, limit: 1 })).items[0];
  return (await domains.findBy(store, "name", inRegion(name, region))) ?? (await domains.findBy(store, "name", name));
}

export async function domainsOf(store: Driver, poolId: string): Promise<readonly Domain[]> {
  return (await domains.list(store, { partition: poolId, limit: 10 })).items;
}
