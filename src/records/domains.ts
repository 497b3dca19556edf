import type { Driver } from "../storage/driver.ts";
import { defineTable } from "./table.ts";

/** A prefix domain, or a custom one (then with a certificate). A pool has at most one of each. */
export interface Domain {
  readonly poolId: string;
  readonly name: string;
  readonly custom?: { readonly certificateArn: string; readonly securityPolicy?: string; readonly cloudFrontDomain: string };
  readonly managedLoginVersion: number;
  /** Of the shape YYYYMMDDhhmmss. */
  readonly version: string;
  readonly failover?: { readonly secondaryRegion: string; readonly healthCheckId: string };
}

/** Prefixes are unique in a region, custom domains everywhere: here both across all pools. */
export const domains = defineTable<Domain, "name" | "kind">({
  name: "domains",
  partition: (domain) => domain.poolId,
  id: (domain) => domain.name,
  indexes: {
    name: { unique: true, scope: "all", keys: (domain) => [domain.name] },
    kind: { unique: true, keys: (domain) => [domain.custom ? "custom" : "prefix"] },
  },
});

export async function domainsOf(store: Driver, poolId: string): Promise<readonly Domain[]> {
  return (await domains.list(store, { partition: poolId, limit: 10 })).items;
}
