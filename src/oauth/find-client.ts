import type { Context } from "../context.ts";
import { type DocumentedClient, documentedClient } from "../federation/client-documents.ts";
import { cimdPolicies } from "../records/cimd-policies.ts";
import { type Client, clients } from "../records/clients.ts";
import { type Pool, pools } from "../records/pools.ts";
import { matchesUrlPattern } from "../rules/client-metadata.ts";
import type { Stored } from "../storage/driver.ts";
import type { Place } from "./place.ts";

/** A client that a request names. */
export interface NamedClient {
  readonly client: Client & Stored;
  readonly pool: Pool & Stored;
  /** It named itself by the address of its metadata document, and has no secret. */
  readonly documented: boolean;
}

/** By its id, or by the address of its metadata document. On a host of a pool's own only that pool's clients are known. */
export async function findClient(ctx: Context, { own }: Place, name: string): Promise<NamedClient | undefined> {
  const documented = name.startsWith("https://");
  const client = documented ? await byAddress(ctx, own?.poolId, name) : await clients.findBy(ctx.store, "clientId", name);
  const pool = client && (await pools.find(ctx.store, client.poolId, client.poolId));
  return client && pool && (!own || own.poolId === pool.id) ? { client, pool, documented } : undefined;
}

/** An address names no pool: on a host that all share it is one that has a policy for it. */
async function byAddress(ctx: Context, poolId: string | undefined, url: string): Promise<(Client & Stored) | undefined> {
  for await (const policy of cimdPolicies.all(ctx.store, { partition: poolId })) {
    if (!policy.urlPatterns.some((pattern) => matchesUrlPattern(pattern, url))) continue;
    const found = await documentedClient(ctx, policy.poolId, url);
    if (found) return actingAs(found);
  }
  return undefined;
}

/**
 * The app client as one that documents itself acts as it: sent back to its own addresses, with no more scopes than it says it wants,
 * and as a public client that nobody signs in but users (AWS, CreateCIMDPolicy). Assumption: tokens name the app client.
 */
function actingAs({ client, metadata }: DocumentedClient): Client & Stored {
  const { oauth, flows } = client;
  const wanted = metadata.scope?.split(" ").filter(Boolean);
  return {
    ...client,
    flows: flows?.filter((flow) => !flow.startsWith("ALLOW_TOKEN_EXCHANGE_")),
    oauth: {
      ...oauth,
      callbackUrls: metadata.redirect_uris,
      defaultRedirectUri: undefined,
      flows: oauth.flows.filter((flow) => flow === "code"),
      scopes: wanted ? oauth.scopes.filter((scope) => wanted.includes(scope)) : oauth.scopes,
    },
  };
}
