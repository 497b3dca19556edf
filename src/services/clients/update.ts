import { ConcurrentModificationException } from "#generated/errors.ts";
import type { Operations } from "../../context.ts";
import { clients, getClient, viewOfClient } from "../../records/clients.ts";
import { getPool } from "../../records/pools.ts";
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
    await getPool(store, UserPoolId);
    await store.commit([clients.remove(await getClient(store, UserPoolId, ClientId))]);
  }, contended);
};

// Assumption: the wording.
const contended = () => new ConcurrentModificationException("Another change of the app client is in progress.");
