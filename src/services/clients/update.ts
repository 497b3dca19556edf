import { ConcurrentModificationException } from "#generated/errors.ts";
import type { Operations } from "../../context.ts";
import { brandings, removalOfBranding } from "../../records/branding.ts";
import { type Client, clients, getClient, viewOfClient } from "../../records/clients.ts";
import { getPool } from "../../records/pools.ts";
import { removalOfTerms } from "../../records/terms.ts";
import { uiCustomizations } from "../../records/ui-customizations.ts";
import type { Change, Driver } from "../../storage/driver.ts";
import { retryStale } from "../../storage/retry.ts";
import { buildClient } from "./build-client.ts";
import { checkReferences } from "./references.ts";

/** The secrets stay, and so does the name where none is given; all else is as the request says. */
export const updateUserPoolClient: Operations["updateUserPoolClient"] = async (input, { store, clock }) => {
  const updated = await retryStale(async () => {
    const pool = await getPool(store, input.UserPoolId);
    const before = await getClient(store, pool.id, input.ClientId);
    const kept = { ...before, name: input.ClientName ?? before.name, modifiedAt: clock.now() };
    const client = buildClient(pool, input, kept);
    await checkReferences(store, client);
    await store.commit([clients.put(client)]);
    return client;
  }, contended);
  return { UserPoolClient: viewOfClient(updated) };
};

export const deleteUserPoolClient: Operations["deleteUserPoolClient"] = async ({ UserPoolId, ClientId }, { store }) => {
  await retryStale(async () => {
    const pool = await getPool(store, UserPoolId);
    const client = await getClient(store, pool.id, ClientId);
    await store.commit([clients.remove(client), ...(await removalOfLooks(store, client))]);
  }, contended);
};

/** How the client's pages look goes with it. */
async function removalOfLooks(store: Driver, { poolId, id }: Client): Promise<Change[]> {
  const branding = await brandings.findBy(store, "client", id, poolId);
  const customization = await uiCustomizations.find(store, poolId, id);
  return [
    ...(branding ? await removalOfBranding(store, branding) : []),
    ...(customization ? [uiCustomizations.remove(customization)] : []),
    ...(await removalOfTerms(store, poolId, id)),
  ];
}

// Assumption: the wording.
const contended = () => new ConcurrentModificationException("Another change of the app client is in progress.");
