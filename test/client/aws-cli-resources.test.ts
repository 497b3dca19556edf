import {
  CognitoIdentityProviderClient,
  CreateUserPoolReplicaCommand,
  DeleteUserPoolReplicaCommand,
  GetProvisionedLimitCommand,
  ListUserPoolReplicasCommand,
  UpdateProvisionedLimitCommand,
  UpdateUserPoolReplicaCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { beforeEach, describe, expect, test } from "vitest";
import { useTestServer } from "../support/server.ts";
import { awsEnvironment, findTool, runTool } from "../support/tools.ts";

const cli = findTool("the AWS CLI", "aws", ["--version"]);
const server = await useTestServer();

// What the command line prints has no type.
/* eslint-disable @typescript-eslint/no-explicit-any */
const aws = async (command: string, ...args: string[]): Promise<any> => {
  const text = await runTool(
    "aws",
    ["cognito-idp", command, ...args, "--endpoint-url", server.url, "--output", "json"],
    awsEnvironment(server.url),
  );
  return text === "" ? undefined : JSON.parse(text);
};
/* eslint-enable @typescript-eslint/no-explicit-any */

/** `{ userPoolId: "x" }` -> `--user-pool-id x`; what is no text goes as JSON. */
const flags = (input: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(input).flatMap(([name, value]) => [
    `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);

const run = (command: string, input: Readonly<Record<string, unknown>>) => aws(command, ...flags(input));

let userPoolId: string;
let clientId: string;

beforeEach(async () => {
  userPoolId = (await server.call("CreateUserPool", { PoolName: "shop" })).UserPool.Id;
  clientId = (await server.call("CreateUserPoolClient", { UserPoolId: userPoolId, ClientName: "web", GenerateSecret: true })).UserPoolClient
    .ClientId;
});

/** A resource with the five things that are done with it. Ids that are known only once it is made come from the answer to create. */
interface Resource {
  readonly kind: string;
  readonly create: readonly [command: string, input: () => Record<string, unknown>, shown: object];
  /** What names the resource, given the answer to create. */
  readonly key: (created: never) => Record<string, unknown>;
  readonly member: string;
  readonly describe: string;
  readonly update: readonly [command: string, change: Record<string, unknown>, shown: object];
  readonly list: readonly [command: string, input: () => Record<string, unknown>, member: string, shown: object];
  readonly remove: string;
}

const RESOURCES: readonly Resource[] = [
  {
    kind: "user pool",
    create: ["create-user-pool", () => ({ poolName: "books" }), { Name: "books" }],
    key: ({ UserPool }: { UserPool: { Id: string } }) => ({ userPoolId: UserPool.Id }),
    member: "UserPool",
    describe: "describe-user-pool",
    update: ["update-user-pool", { poolName: "papers" }, { Name: "papers" }],
    list: ["list-user-pools", () => ({ maxResults: "60" }), "UserPools", { Name: "papers" }],
    remove: "delete-user-pool",
  },
  {
    kind: "app client",
    create: ["create-user-pool-client", () => ({ userPoolId, clientName: "app" }), { ClientName: "app" }],
    key: ({ UserPoolClient }: { UserPoolClient: { ClientId: string } }) => ({ userPoolId, clientId: UserPoolClient.ClientId }),
    member: "UserPoolClient",
    describe: "describe-user-pool-client",
    update: ["update-user-pool-client", { clientName: "phone" }, { ClientName: "phone" }],
    list: ["list-user-pool-clients", () => ({ userPoolId }), "UserPoolClients", { ClientName: "phone" }],
    remove: "delete-user-pool-client",
  },
  {
    kind: "group",
    create: ["create-group", () => ({ userPoolId, groupName: "admins" }), { GroupName: "admins" }],
    key: () => ({ userPoolId, groupName: "admins" }),
    member: "Group",
    describe: "get-group",
    update: ["update-group", { description: "All of them" }, { Description: "All of them" }],
    list: ["list-groups", () => ({ userPoolId }), "Groups", { Description: "All of them" }],
    remove: "delete-group",
  },
  {
    kind: "resource server",
    create: ["create-resource-server", () => ({ userPoolId, identifier: "api.example.com", name: "api" }), { Name: "api" }],
    key: () => ({ userPoolId, identifier: "api.example.com" }),
    member: "ResourceServer",
    describe: "describe-resource-server",
    update: [
      "update-resource-server",
      { name: "newer", scopes: [{ ScopeName: "read", ScopeDescription: "Reads" }] },
      { Name: "newer", Scopes: [{ ScopeName: "read" }] },
    ],
    list: ["list-resource-servers", () => ({ userPoolId, maxResults: "10" }), "ResourceServers", { Name: "newer" }],
    remove: "delete-resource-server",
  },
  {
    kind: "identity provider",
    create: [
      "create-identity-provider",
      () => ({
        userPoolId,
        providerName: "Google",
        providerType: "Google",
        providerDetails: { client_id: "c", client_secret: "s", authorize_scopes: "openid" },
      }),
      { ProviderType: "Google" },
    ],
    key: () => ({ userPoolId, providerName: "Google" }),
    member: "IdentityProvider",
    describe: "describe-identity-provider",
    update: ["update-identity-provider", { idpIdentifiers: ["example.com"] }, { IdpIdentifiers: ["example.com"] }],
    list: ["list-identity-providers", () => ({ userPoolId }), "Providers", { ProviderName: "Google" }],
    remove: "delete-identity-provider",
  },
  {
    kind: "terms document",
    create: [
      "create-terms",
      () => ({
        userPoolId,
        clientId,
        termsName: "terms-of-use",
        termsSource: "LINK",
        enforcement: "NONE",
        links: { "cognito:default": "https://example.com/terms" },
      }),
      { TermsName: "terms-of-use" },
    ],
    key: ({ Terms }: { Terms: { TermsId: string } }) => ({ userPoolId, termsId: Terms.TermsId }),
    member: "Terms",
    describe: "describe-terms",
    update: [
      "update-terms",
      { links: { "cognito:default": "https://example.com/new" } },
      { Links: { "cognito:default": "https://example.com/new" } },
    ],
    list: ["list-terms", () => ({ userPoolId }), "Terms", { TermsName: "terms-of-use" }],
    remove: "delete-terms",
  },
];

describe.skipIf(cli.missing)(cli.suite("AWS CLI"), () => {
  test.each(RESOURCES)(
    "creates, describes, updates, lists and deletes a $kind",
    async ({ create, key, member, describe: show, update, list, remove }) => {
      const created = await run(create[0], create[1]());
      expect(created[member]).toMatchObject(create[2]);
      const named = key(created as never);
      expect((await run(show, named))[member]).toEqual(created[member]);
      await run(update[0], { ...named, ...update[1] });
      expect((await run(show, named))[member]).toMatchObject(update[2]);
      expect((await run(list[0], list[1]()))[list[2]]).toContainEqual(expect.objectContaining(list[3]));
      await run(remove, named);
      expect(JSON.stringify(await run(list[0], list[1]()))).not.toContain(JSON.stringify(list[3]).slice(1, -1));
      await expect(run(show, named)).rejects.toMatchObject({ stderr: expect.stringContaining("ResourceNotFoundException") as unknown });
    },
  );

  test("creates, describes, updates, lists and deletes a user", async () => {
    const user = { userPoolId, username: "ada" };
    expect((await run("admin-create-user", { ...user, messageAction: "SUPPRESS" })).User).toMatchObject({ Username: "ada" });
    await run("admin-update-user-attributes", { ...user, userAttributes: [{ Name: "name", Value: "Ada" }] });
    expect((await run("admin-get-user", user)).UserAttributes).toContainEqual({ Name: "name", Value: "Ada" });
    expect((await run("list-users", { userPoolId })).Users).toHaveLength(1);
    await run("admin-delete-user", user);
    expect((await run("list-users", { userPoolId })).Users).toEqual([]);
  });

  test("creates, describes, updates and deletes a domain", async () => {
    const domain = { userPoolId, domain: "bookshop" };
    await run("create-user-pool-domain", domain);
    expect((await run("describe-user-pool-domain", { domain: "bookshop" })).DomainDescription).toMatchObject({
      UserPoolId: userPoolId,
      Status: "ACTIVE",
    });
    await run("update-user-pool-domain", { ...domain, managedLoginVersion: "2" });
    expect((await run("describe-user-pool-domain", { domain: "bookshop" })).DomainDescription).toMatchObject({ ManagedLoginVersion: 2 });
    await run("delete-user-pool-domain", domain);
    expect((await run("describe-user-pool-domain", { domain: "bookshop" })).DomainDescription).toEqual({});
  });

  test("creates, describes, updates and deletes a managed login style", async () => {
    const { ManagedLoginBranding: style } = await run("create-managed-login-branding", {
      userPoolId,
      clientId,
      settings: { colour: "blue" },
    });
    const named = { userPoolId, managedLoginBrandingId: style.ManagedLoginBrandingId as string };
    expect((await run("describe-managed-login-branding", named)).ManagedLoginBranding).toEqual(style);
    await run("update-managed-login-branding", { ...named, settings: { colour: "red" } });
    expect((await run("describe-managed-login-branding-by-client", { userPoolId, clientId })).ManagedLoginBranding).toMatchObject({
      Settings: { colour: "red" },
    });
    await run("delete-managed-login-branding", named);
    await expect(run("describe-managed-login-branding", named)).rejects.toMatchObject({
      stderr: expect.stringContaining("ResourceNotFoundException") as unknown,
    });
  });

  test("adds, lists and deletes a client secret, sets, lists and removes a tag, adds a custom attribute", async () => {
    const client = { userPoolId, clientId };
    const { ClientSecretDescriptor: added } = await run("add-user-pool-client-secret", client);
    expect((await run("list-user-pool-client-secrets", client)).ClientSecrets).toHaveLength(2);
    await run("delete-user-pool-client-secret", { ...client, clientSecretId: added.ClientSecretId as string });
    expect((await run("list-user-pool-client-secrets", client)).ClientSecrets).toHaveLength(1);
    const { UserPool } = await run("describe-user-pool", { userPoolId });
    const resourceArn = UserPool.Arn as string;
    await run("tag-resource", { resourceArn, tags: { stage: "test" } });
    expect((await run("list-tags-for-resource", { resourceArn })).Tags).toEqual({ stage: "test" });
    await run("untag-resource", { resourceArn, tagKeys: ["stage"] });
    expect((await run("list-tags-for-resource", { resourceArn })).Tags).toEqual({});
    await run("add-custom-attributes", { userPoolId, customAttributes: [{ Name: "city", AttributeDataType: "String" }] });
    expect((await run("get-csv-header", { userPoolId })).CSVHeader).toContain("custom:city");
  });

  test("creates, describes and lists a user import job", async () => {
    const role = "arn:aws:iam::123456789012:role/CloudWatchLogs";
    const { UserImportJob: job } = await run("create-user-import-job", { userPoolId, jobName: "spring", cloudWatchLogsRoleArn: role });
    expect((await run("describe-user-import-job", { userPoolId, jobId: job.JobId as string })).UserImportJob).toEqual(job);
    expect((await run("list-user-import-jobs", { userPoolId, maxResults: "10" })).UserImportJobs).toEqual([job]);
  });
});

// Newer than the command line that distributions carry.
describe("AWS SDK for JavaScript v3", () => {
  const sdk = new CognitoIdentityProviderClient({
    endpoint: server.url,
    region: "us-east-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
  });

  test("creates, lists, updates and deletes a replica", async () => {
    const KmsKeyArn = "arn:aws:kms:us-east-1:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab";
    const { UserPool } = await server.call("CreateUserPool", {
      PoolName: "p",
      KeyConfiguration: { KmsKeyArn },
      IssuerConfiguration: { Type: "UPDATED" },
    });
    const replica = { UserPoolId: UserPool.Id, RegionName: "eu-west-1" };
    expect((await sdk.send(new CreateUserPoolReplicaCommand(replica))).UserPoolReplica).toMatchObject({
      Status: "CREATING",
      Role: "SECONDARY",
    });
    server.advance(60);
    expect((await sdk.send(new UpdateUserPoolReplicaCommand({ ...replica, Status: "ACTIVE" }))).UserPoolReplica?.Status).toBe("ACTIVE");
    const { UserPoolReplicas } = await sdk.send(new ListUserPoolReplicasCommand({ UserPoolId: replica.UserPoolId }));
    expect(UserPoolReplicas?.map(({ RegionName, Status }) => [RegionName, Status])).toEqual([
      ["us-east-1", "ACTIVE"],
      ["eu-west-1", "ACTIVE"],
    ]);
    await sdk.send(new UpdateUserPoolReplicaCommand({ ...replica, Status: "INACTIVE" }));
    expect((await sdk.send(new DeleteUserPoolReplicaCommand(replica))).UserPoolReplica?.Status).toBe("DELETING");
  });

  test("raises a limit and reads it", async () => {
    const LimitDefinition = { LimitClass: "API_CATEGORY" as const, Attributes: { Category: "UserAuthentication" } };
    await sdk.send(new UpdateProvisionedLimitCommand({ LimitDefinition, RequestedLimitValue: 200 }));
    expect((await sdk.send(new GetProvisionedLimitCommand({ LimitDefinition }))).Limit).toMatchObject({
      ProvisionedLimitValue: 200,
      FreeLimitValue: 120,
    });
  });
});
