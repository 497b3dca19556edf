import type { Operations } from "../../context.ts";
import { clients, getClient, typeOfClient, viewOfClient, viewOfListedClient } from "../../records/clients.ts";
import { readPage } from "../../records/pages.ts";
import { getPool } from "../../records/pools.ts";

export const describeUserPoolClient: Operations["describeUserPoolClient"] = async ({ UserPoolId, ClientId }, { store }) => {
  await getPool(store, UserPoolId);
  return { UserPoolClient: viewOfClient(await getClient(store, UserPoolId, ClientId)) };
};

export const listUserPoolClients: Operations["listUserPoolClients"] = async ({ UserPoolId, MaxResults, NextToken, ClientType }, ctx) => {
  const pool = await getPool(ctx.store, UserPoolId);
  const query = { operation: "ListUserPoolClients", token: NextToken, limit: MaxResults };
  const page = await readPage(ctx, clients, { partition: pool.id }, query);
  // The filter leaves gaps in pages, as AWS says of it.
  const items = page.items.filter((client) => ClientType === undefined || typeOfClient(client) === ClientType);
  return { UserPoolClients: items.map(viewOfListedClient), NextToken: page.nextToken };
};
