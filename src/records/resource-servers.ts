import { ResourceNotFoundException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import type { Driver, Stored } from "../storage/driver.ts";
import { defineTable } from "./table.ts";

/** An API behind OAuth scopes. A scope on the wire is `<identifier>/<scope name>`. */
export interface ResourceServer {
  readonly poolId: string;
  readonly identifier: string;
  readonly name: string;
  readonly scopes: readonly { readonly name: string; readonly description: string }[];
}

export const resourceServers = defineTable<ResourceServer>({
  name: "resourceServers",
  partition: (server) => server.poolId,
  id: (server) => server.identifier,
  indexes: {},
});

/** @throws ResourceNotFoundException */
export async function getResourceServer(store: Driver, poolId: string, identifier: string): Promise<ResourceServer & Stored> {
  const server = await resourceServers.find(store, poolId, identifier);
  if (!server) throw new ResourceNotFoundException(`Resource server ${identifier} does not exist.`);
  return server;
}

/** Lets its bearer register clients (AWS, DcrConfigurationType). Assumption: every pool knows it. */
export const REGISTRATION_SCOPE = "aws.cognito/dcr/register";

/** Whether `<identifier>/<name>` is a scope; an identifier may have slashes of its own, a scope's name has none. */
export async function isServerScope(store: Driver, poolId: string, scope: string): Promise<boolean> {
  if (scope === REGISTRATION_SCOPE) return true;
  const end = scope.lastIndexOf("/");
  const server = end < 0 ? undefined : await resourceServers.find(store, poolId, scope.slice(0, end));
  return server?.scopes.some(({ name }) => name === scope.slice(end + 1)) ?? false;
}

/** `Scopes` is left out where there are none, as on AWS. */
export const viewOfResourceServer = ({ poolId, identifier, name, scopes }: ResourceServer): Schemas["ResourceServerType"] => ({
  UserPoolId: poolId,
  Identifier: identifier,
  Name: name,
  Scopes: scopes.length === 0 ? undefined : scopes.map((scope) => ({ ScopeName: scope.name, ScopeDescription: scope.description })),
});
