import type { Context } from "../context.ts";
import { type CimdPolicy, cimdPolicies } from "../records/cimd-policies.ts";
import { type ClientDocument, type ClientMetadata, clientDocuments, findClientDocument } from "../records/client-documents.ts";
import { type Client, clients } from "../records/clients.ts";
import { matchesUrlPattern, readClientMetadata } from "../rules/client-metadata.ts";
import type { Stored } from "../storage/driver.ts";
import { retryStale } from "../storage/retry.ts";

type Fetching = Pick<Context, "store" | "clock" | "log" | "fetchDocument">;

/** A client that named itself by an address: the app client that it acts as, and what it says of itself. */
export interface DocumentedClient {
  readonly client: Client & Stored;
  readonly metadata: ClientMetadata;
}

/**
 * Who names itself by this address in the pool. The document is fetched where none is kept, or a kept one has run out. Undefined where no
 * policy takes the address, the policy's app client is gone, or the document cannot be had or trusted.
 */
export async function documentedClient(ctx: Fetching, poolId: string, url: string): Promise<DocumentedClient | undefined> {
  for await (const policy of cimdPolicies.all(ctx.store, { partition: poolId })) {
    if (!policy.urlPatterns.some((pattern) => matchesUrlPattern(pattern, url))) continue;
    const client = await clients.find(ctx.store, poolId, policy.clientId);
    const metadata = client && (await keptOrFetched(ctx, policy, url));
    if (metadata) return { client, metadata };
  }
  return undefined;
}

async function keptOrFetched(ctx: Fetching, policy: CimdPolicy, url: string): Promise<ClientMetadata | undefined> {
  const known = await findClientDocument(ctx.store, policy, url);
  if (known?.cached && known.cached.expiresAt > ctx.clock.now()) return known.cached.metadata;
  return refreshDocument(ctx, policy, url);
}

/** Fetches the document at the address and keeps it. Undefined where that fails; what was kept stays then. */
export async function refreshDocument(ctx: Fetching, policy: CimdPolicy, url: string): Promise<ClientMetadata | undefined> {
  const metadata = await ctx.fetchDocument(url).then(
    (document) => readClientMetadata(url, document),
    (error: unknown) => void ctx.log.warn({ url, reason: (error as Error).message }, "client metadata document could not be fetched"),
  );
  if (!metadata) return undefined;
  await retryStale(async () => {
    const before = await findClientDocument(ctx.store, policy, url);
    const at = ctx.clock.now();
    const cached: ClientDocument["cached"] = { metadata, at, expiresAt: at + policy.cacheSeconds * 1000 };
    await ctx.store.commit([clientDocuments.put({ ...before, poolId: policy.poolId, policyId: policy.id, url, cached })]);
  });
  return metadata;
}
