import type { Schemas } from "#generated/schemas.ts";
import type { Change, Driver } from "../storage/driver.ts";
import { defineTable } from "./table.ts";

/** What a client says of itself in its metadata document, as far as it is acted on (RFC 7591 section 2). */
export interface ClientMetadata {
  readonly client_id: string;
  readonly client_name?: string;
  readonly redirect_uris: readonly string[];
  readonly scope?: string;
}

/** An address that a client named itself by, with the document from there unless it was thrown away. */
export interface ClientDocument {
  readonly poolId: string;
  readonly policyId: string;
  readonly url: string;
  readonly cached?: { readonly metadata: ClientMetadata; readonly at: number; readonly expiresAt: number };
}

export const clientDocuments = defineTable<ClientDocument, "policy">({
  name: "clientDocuments",
  partition: (document) => document.poolId,
  id: (document) => `${document.policyId} ${document.url}`,
  indexes: { policy: { keys: (document) => [document.policyId] } },
});

export const findClientDocument = (store: Driver, { poolId, id }: { poolId: string; id: string }, url: string) =>
  clientDocuments.find(store, poolId, `${id} ${url}`);

/** All documents of a policy, to be removed with it. */
export async function removalOfClientDocuments(store: Driver, poolId: string, policyId: string): Promise<Change[]> {
  const removals: Change[] = [];
  for await (const document of clientDocuments.all(store, { partition: poolId, index: "policy", equals: policyId }))
    removals.push(clientDocuments.remove(document));
  return removals;
}

export const viewOfClientDocument = ({ url, cached }: ClientDocument): Schemas["ClientMetadataURLType"] => ({
  URL: url,
  CachedDate: cached && cached.at / 1000,
  ExpirationDate: cached && cached.expiresAt / 1000,
});
