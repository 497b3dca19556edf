import type { ListCall } from "./paged.tsx";

/** Something that a pool has several of, and the operations that list, show, make, change and delete it. */
export interface Resource {
  /** In the address: `#/pools/ID/clients`. */
  readonly path: string;
  readonly title: string;
  readonly noun: string;
  readonly list: Omit<ListCall, "input">;
  readonly columns: readonly string[];
  /** The member that names one of them, in lists and in requests. */
  readonly key: string;
  readonly describe: { readonly operation: string; readonly answer: string };
  readonly create: string;
  readonly update?: string;
  readonly remove: string;
  readonly first: readonly string[];
}

export const RESOURCES: readonly Resource[] = [
  {
    path: "clients",
    title: "App clients",
    noun: "app client",
    list: { operation: "ListUserPoolClients", items: "UserPoolClients", token: "NextToken", limit: "MaxResults" },
    columns: ["ClientName", "ClientId"],
    key: "ClientId",
    describe: { operation: "DescribeUserPoolClient", answer: "UserPoolClient" },
    create: "CreateUserPoolClient",
    update: "UpdateUserPoolClient",
    remove: "DeleteUserPoolClient",
    first: [
      "ClientName",
      "GenerateSecret",
      "ExplicitAuthFlows",
      "CallbackURLs",
      "AllowedOAuthFlowsUserPoolClient",
      "AllowedOAuthFlows",
      "AllowedOAuthScopes",
      "SupportedIdentityProviders",
    ],
  },
  {
    path: "groups",
    title: "Groups",
    noun: "group",
    list: { operation: "ListGroups", items: "Groups", token: "NextToken", limit: "Limit" },
    columns: ["GroupName", "Description", "Precedence"],
    key: "GroupName",
    describe: { operation: "GetGroup", answer: "Group" },
    create: "CreateGroup",
    update: "UpdateGroup",
    remove: "DeleteGroup",
    first: ["GroupName", "Description", "Precedence", "RoleArn"],
  },
  {
    path: "providers",
    title: "Identity providers",
    noun: "identity provider",
    list: { operation: "ListIdentityProviders", items: "Providers", token: "NextToken", limit: "MaxResults" },
    columns: ["ProviderName", "ProviderType"],
    key: "ProviderName",
    describe: { operation: "DescribeIdentityProvider", answer: "IdentityProvider" },
    create: "CreateIdentityProvider",
    update: "UpdateIdentityProvider",
    remove: "DeleteIdentityProvider",
    first: ["ProviderName", "ProviderType", "ProviderDetails", "AttributeMapping", "IdpIdentifiers"],
  },
  {
    path: "resource-servers",
    title: "Resource servers",
    noun: "resource server",
    list: { operation: "ListResourceServers", items: "ResourceServers", token: "NextToken", limit: "MaxResults" },
    columns: ["Name", "Identifier"],
    key: "Identifier",
    describe: { operation: "DescribeResourceServer", answer: "ResourceServer" },
    create: "CreateResourceServer",
    update: "UpdateResourceServer",
    remove: "DeleteResourceServer",
    first: ["Name", "Identifier", "Scopes"],
  },
];

/** The settings of a pool that are shown before the others. */
export const POOL_FIRST = [
  "PoolName",
  "AutoVerifiedAttributes",
  "UsernameAttributes",
  "AliasAttributes",
  "MfaConfiguration",
  "Policies",
  "LambdaConfig",
  "UserPoolTier",
];
export const POOL_CHANGED_FIRST = [
  "AutoVerifiedAttributes",
  "MfaConfiguration",
  "Policies",
  "LambdaConfig",
  "DeletionProtection",
  "UserPoolTier",
];
export const USER_FIRST = ["Username", "UserAttributes", "TemporaryPassword", "MessageAction", "DesiredDeliveryMediums"];
