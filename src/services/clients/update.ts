import type { Schemas } from "#generated/schemas.ts";
import type { Context, Operations } from "../../context.ts";
import { brandings, removalOfBranding } from "../../records/branding.ts";
import { type Client, clients, getClient, viewOfClient } from "../../records/clients.ts";
import { getPool } from "../../records/pools.ts";
import { otherChangeOf } from "../../records/retry-contended.ts";
import { removalOfTerms } from "../../records/terms.ts";
import { uiCustomizations } from "../../records/ui-customizations.ts";
import type { Change, Driver } from "../../storage/driver.ts";
import { retryStale } from "../../storage/retry.ts";
import { buildClient } from "./build-client.ts";
import { publishedAsAsked, withdraw } from "./published-secret.ts";
import { checkReferences } from "./references.ts";

/** The secrets stay, and so does the name where none is given; all else is as the request says. */
export const updateUserPoolClient: Operations["updateUserPoolClient"] = async (input, ctx) => {
  const { store, clock } = ctx;
  const published = await secretsAsAsked(ctx, input);
  const updated = await retryStale(async () => {
    const pool = await getPool(store, input.UserPoolId);
    const before = await getClient(store, pool.id, input.ClientId);
    if (published && idsOf(published.before) !== idsOf(before)) {
      // What was published is nobody's secret, and what was added or deleted meanwhile has to count.
      await withdraw(ctx, published.after.secretArn);
      throw contended();
    }
    const kept = { ...before, ...published?.after, name: input.ClientName ?? before.name, modifiedAt: clock.now() };
    const client = buildClient(pool, input, kept);
    await checkReferences(store, client);
    await store.commit([clients.put(client)]);
    return client;
  }, contended);
  return { UserPoolClient: viewOfClient(updated) };
};

/** Before the client is written, for another system is asked; the rest of the request has to be right by then. */
async function secretsAsAsked(ctx: Context, input: Schemas["UpdateUserPoolClientRequest"]) {
  const { PublishSecretsInAWSSecretsManager: asked } = input;
  if (asked === undefined) return undefined;
  const pool = await getPool(ctx.store, input.UserPoolId);
  const before = await getClient(ctx.store, pool.id, input.ClientId);
  await checkReferences(ctx.store, buildClient(pool, input, before));
  const after = await publishedAsAsked(ctx, before, { asked, rotate: true });
  return after && { before, after };
}

const idsOf = ({ secrets }: Pick<Client, "secrets">): string => secrets.map(({ id }) => id).join();

export const deleteUserPoolClient: Operations["deleteUserPoolClient"] = async ({ UserPoolId, ClientId }, ctx) => {
  const { store } = ctx;
  const { secretArn } = await retryStale(async () => {
    const pool = await getPool(store, UserPoolId);
    const client = await getClient(store, pool.id, ClientId);
    await store.commit([clients.remove(client), ...(await removalOfLooks(store, client))]);
    return client;
  }, contended);
  // Assumption: what nobody can sign in with any more goes from there too.
  await withdraw(ctx, secretArn);
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

const contended = otherChangeOf("app client");
