import { ResourceNotFoundException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import type { Driver, Stored } from "../storage/driver.ts";
import { defineTable } from "./table.ts";

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
  /** An application registered it through dynamic client registration; absent: it was made by an administrator. */
  readonly registered?: true;
  /** At most two; none for a public client. The first one is shown by DescribeUserPoolClient. */
  readonly secrets: readonly ClientSecret[];
  /** Where the latest secret stands in AWS Secrets Manager; the API shows no secret then. */
  readonly secretArn?: string;
  /** ExplicitAuthFlows as given. */
  readonly flows?: readonly string[];
  /** Lifetimes in seconds, units applied. */
  readonly accessTokenSeconds: number;
  readonly idTokenSeconds: number;
  readonly refreshTokenSeconds: number;
  readonly sessionMinutes: number;
  /** How long it takes a browser's session without a new sign-in, while its pool tracks sessions; 0: never. Absent: an hour. */
  readonly browserSessionMinutes?: number;
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
  readonly settings: ClientSettings;
}

/** Wire members as they were given, shown again in that form; absent where the caller set none. */
export type ClientSettings = Readonly<
  Pick<
    Schemas["UserPoolClientType"],
    | "AccessTokenValidity"
    | "AllowedOAuthFlows"
    | "AllowedOAuthScopes"
    | "AnalyticsConfiguration"
    | "CallbackURLs"
    | "DefaultRedirectURI"
    | "ExplicitAuthFlows"
    | "IdTokenValidity"
    | "LogoutURLs"
    | "PreventUserExistenceErrors"
    | "ReadAttributes"
    | "RefreshTokenRotation"
    | "RefreshTokenValidity"
    | "SupportedIdentityProviders"
    | "TokenValidityUnits"
    | "WriteAttributes"
  >
>;

/** AWS, ClientSSOSessionConfigType. */
export const DEFAULT_BROWSER_SESSION_MINUTES = 60;

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

export const typeOfClient = ({ registered }: Client): Schemas["ClientTypeType"] => (registered ? "DCR" : "REGULAR");

/** The client as Create, Describe and Update show it: the one view with its (first) secret in it. */
export function viewOfClient(client: Client): Schemas["UserPoolClientType"] {
  return {
    UserPoolId: client.poolId,
    ClientName: client.name,
    ClientId: client.id,
    ClientSecret: client.secretArn === undefined ? client.secrets[0]?.value : undefined,
    ClientSecretArn: client.secretArn,
    LastModifiedDate: client.modifiedAt / 1000,
    CreationDate: client.createdAt / 1000,
    ClientType: typeOfClient(client),
    ...client.settings,
    RefreshTokenValidity: client.settings.RefreshTokenValidity ?? 30,
    TokenValidityUnits: client.settings.TokenValidityUnits ?? {},
    AllowedOAuthFlowsUserPoolClient: client.oauth.enabled,
    EnableTokenRevocation: client.tokenRevocation,
    EnablePropagateAdditionalUserContextData: client.propagateUserContext,
    AuthSessionValidity: client.sessionMinutes,
  };
}

/** The client as ListUserPoolClients shows it. */
export const viewOfListedClient = ({ id, poolId, name }: Client): Schemas["UserPoolClientDescription"] => ({
  ClientId: id,
  UserPoolId: poolId,
  ClientName: name,
});
