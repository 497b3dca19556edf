import { InvalidParameterException, LimitExceededException } from "#generated/errors.ts";
import type { ResourceServersOperations } from "#generated/routes/resource-servers.ts";
import type { Schemas } from "#generated/schemas.ts";
import type { Context, Operations } from "../../context.ts";
import { readPage } from "../../records/pages.ts";
import { getPool } from "../../records/pools.ts";
import { getResourceServer, type ResourceServer, resourceServers, viewOfResourceServer } from "../../records/resource-servers.ts";
import { retryContended } from "../../records/retry-contended.ts";

/** Of one pool, raised on request up to this (AWS, "Quotas in Amazon Cognito"). */
const SERVER_LIMIT = 300;

const createResourceServer: Operations["createResourceServer"] = async (input, { store }) => {
  const pool = await getPool(store, input.UserPoolId);
  const server = serverOf(input);
  await retryContended(async () => {
    if (await resourceServers.find(store, pool.id, server.identifier))
      throw new InvalidParameterException(`${server.identifier} already exists in user pool ${pool.id}.`);
    // Assumption: the wording.
    if ((await resourceServers.count(store, pool.id)) >= SERVER_LIMIT)
      throw new LimitExceededException(`A user pool cannot have more than ${SERVER_LIMIT} resource servers.`);
    await store.commit([resourceServers.put(server)]);
  });
  return { ResourceServer: viewOfResourceServer(server) };
};

const describeResourceServer: Operations["describeResourceServer"] = async ({ UserPoolId, Identifier }, { store }) => {
  const pool = await getPool(store, UserPoolId);
  return { ResourceServer: viewOfResourceServer(await getResourceServer(store, pool.id, Identifier)) };
};

const listResourceServers: Operations["listResourceServers"] = async ({ UserPoolId, MaxResults = 50, NextToken }, ctx) => {
  const pool = await getPool(ctx.store, UserPoolId);
  const page = await readPage(
    ctx,
    resourceServers,
    { partition: pool.id },
    { operation: "ListResourceServers", token: NextToken, limit: MaxResults },
  );
  return { ResourceServers: page.items.map(viewOfResourceServer), NextToken: page.nextToken };
};

/** The whole server is replaced, its list of scopes too. */
const updateResourceServer: Operations["updateResourceServer"] = async (input, { store }) => {
  const pool = await getPool(store, input.UserPoolId);
  const server = await retryContended(async () => {
    const before = await getResourceServer(store, pool.id, input.Identifier);
    const after = { ...before, ...serverOf(input) };
    await store.commit([resourceServers.put(after)]);
    return after;
  });
  return { ResourceServer: viewOfResourceServer(server) };
};

/** Clients keep a scope of a deleted server; no token is issued for it any more. */
const deleteResourceServer: Operations["deleteResourceServer"] = async ({ UserPoolId, Identifier }, { store }) => {
  const pool = await getPool(store, UserPoolId);
  await retryContended(async () => store.commit([resourceServers.remove(await getResourceServer(store, pool.id, Identifier))]));
};

function serverOf({ UserPoolId, Identifier, Name, Scopes = [] }: Schemas["CreateResourceServerRequest"]): ResourceServer {
  const scopes = Scopes.map(({ ScopeName, ScopeDescription }) => ({ name: ScopeName, description: ScopeDescription }));
  // Assumption: the wording.
  if (new Set(scopes.map(({ name }) => name)).size < scopes.length)
    throw new InvalidParameterException("Duplicate scope names are not allowed in a resource server.");
  return { poolId: UserPoolId, identifier: Identifier, name: Name, scopes };
}

export const resourceServerOperations = {
  createResourceServer,
  deleteResourceServer,
  describeResourceServer,
  listResourceServers,
  updateResourceServer,
} satisfies Partial<ResourceServersOperations<Context>>;
