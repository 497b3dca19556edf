import { ResourceNotFoundException } from "#generated/errors.ts";
import type { Driver, Stored } from "../storage/driver.ts";
import { defineTable } from "./table.ts";

export type TimeUnit = "seconds" | "minutes" | "hours" | "days";

export interface ClientSecret {
  readonly id: string;
  readonly value: string;
  readonly createdAt: number;
}

/** What is stored of an app client. Absent members were never set and fall back to Cognito's defaults. */
export interface Client {
  readonly id: string;
  readonly poolId: string;
  readonly name: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** At most two; none for a public client. The first one is shown by DescribeUserPoolClient. */
  readonly secrets: readonly ClientSecret[];
  /** ExplicitAuthFlows as given. */
  readonly flows?: readonly string[];
  /** Lifetimes in seconds, units applied. */
  readonly accessTokenSeconds: number;
  readonly idTokenSeconds: number;
  readonly refreshTokenSeconds: number;
  readonly sessionMinutes: number;
  readonly readAttributes?: readonly string[];
  readonly writeAttributes?: readonly string[];
  readonly hideUserExistence: boolean;
  readonly tokenRevocation: boolean;
  readonly propagateUserContext: boolean;
  readonly rotation?: { readonly graceSeconds: number };
  readonly oauth: {
    readonly enabled: boolean;
    readonly flows: readonly ("code" | "implicit" | "client_credentials")[];
    readonly scopes: readonly string[];
    readonly callbackUrls: readonly string[];
    readonly logoutUrls: readonly string[];
    readonly defaultRedirectUri?: string;
    readonly identityProviders?: readonly string[];
  };
  /** Wire members that are only shown again, as they were given. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export const clients = defineTable<Client, "clientId">({
  name: "clients",
  partition: (client) => client.poolId,
  id: (client) => client.id,
  // Public operations name the client alone, so the id is looked up across pools.
  indexes: { clientId: { unique: true, scope: "all", keys: (client) => [client.id] } },
});

const clientNotFound = (id: string) => new ResourceNotFoundException(`User pool client ${id} does not exist.`);

/** The client of this pool. @throws ResourceNotFoundException */
export async function getClient(store: Driver, poolId: string, id: string): Promise<Client & Stored> {
  const client = await clients.find(store, poolId, id);
  if (!client) throw clientNotFound(id);
  return client;
}

/** The client, in whatever pool it is: public operations do not name one. @throws ResourceNotFoundException */
export async function getClientOfAnyPool(store: Driver, id: string): Promise<Client & Stored> {
  const client = await clients.findBy(store, "clientId", id);
  if (!client) throw clientNotFound(id);
  return client;
}
