import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeEach, expect, test } from "vitest";
import { secretHash } from "#src/crypto/secret-hash.ts";
import { startTestServer } from "../support/server.ts";

/** Stands for AWS Secrets Manager: what it was asked, by operation, and the secrets that it holds. */
const held = new Map<string, string>();
const asked: { operation: string; input: Record<string, unknown> }[] = [];
let isBroken = false;
/** What happens while it is asked. */
let meanwhile: (() => Promise<unknown>) | undefined;
const manager = createServer((request, response) => {
  let text = "";
  request.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
  request.on("end", async () => {
    await meanwhile?.();
    const operation = String(request.headers["x-amz-target"]).replace("secretsmanager.", "");
    const input = JSON.parse(text) as Record<string, string>;
    asked.push({ operation, input });
    const arn = `arn:aws:secretsmanager:us-east-1:123456789012:secret:${input["Name"]}-AbCdEf`;
    if (operation === "CreateSecret" && !isBroken) held.set(arn, input["SecretString"] ?? "");
    if (operation === "DeleteSecret") held.delete(input["SecretId"] ?? "");
    response.writeHead(isBroken ? 400 : 200, { "content-type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify(isBroken ? { __type: "LimitExceededException" } : { ARN: arn }));
  });
});
await new Promise<void>((listening) => void manager.listen(0, "127.0.0.1", listening));
const secretsmanagerEndpoint = `http://127.0.0.1:${(manager.address() as AddressInfo).port}`;
const server = await startTestServer({ secretsmanagerEndpoint, logLevel: "silent" });
afterAll(async () => {
  await server.close();
  manager.closeAllConnections();
  manager.close();
});

let UserPoolId: string;
beforeEach(async () => {
  held.clear();
  asked.length = 0;
  isBroken = false;
  meanwhile = undefined;
  UserPoolId = (await server.call("CreateUserPool", { PoolName: "p" })).UserPool.Id;
});
const FLOWS = { ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] };
const create = async (more: object = {}) =>
  (await server.call("CreateUserPoolClient", { UserPoolId, ClientName: "c", GenerateSecret: true, ...FLOWS, ...more })).UserPoolClient;
const update = async (ClientId: string, PublishSecretsInAWSSecretsManager?: boolean) =>
  (await server.call("UpdateUserPoolClient", { UserPoolId, ClientId, ...FLOWS, PublishSecretsInAWSSecretsManager })).UserPoolClient;
const describeClient = async (ClientId: string) => (await server.call("DescribeUserPoolClient", { UserPoolId, ClientId })).UserPoolClient;
const valueAt = (arn: string): string => (JSON.parse(held.get(arn) ?? "{}") as { clientSecretValue: string }).clientSecretValue;

/** Whether a user can sign in with the secret. */
async function opens(ClientId: string, secret: string): Promise<boolean> {
  const username = "ada";
  const user = { UserPoolId, Username: username };
  await server.send("AdminCreateUser", { ...user, MessageAction: "SUPPRESS" });
  await server.call("AdminSetUserPassword", { ...user, Password: "Corr3ct-Horse", Permanent: true });
  const SECRET_HASH = secretHash({ secret, username, clientId: ClientId });
  const AuthParameters = { USERNAME: username, PASSWORD: "Corr3ct-Horse", SECRET_HASH };
  return (await server.send("InitiateAuth", { ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters })).status === 200;
}

test("a new client's secret stands in Secrets Manager in AWS's form, opens the door, and is not shown", async () => {
  const client = await create({ PublishSecretsInAWSSecretsManager: true });
  expect(client).not.toHaveProperty("ClientSecret");
  expect(client.ClientSecretArn).toMatch(/^arn:aws:secretsmanager:us-east-1:123456789012:secret:cognito\//);
  const { clientSecretValue, ...rest } = JSON.parse(held.get(client.ClientSecretArn) ?? "{}") as Record<string, string>;
  expect(rest).toEqual({ userPoolId: UserPoolId, userPoolClientId: client.ClientId });
  expect(await describeClient(client.ClientId)).toMatchObject({ ClientSecretArn: client.ClientSecretArn });
  expect(JSON.stringify(await describeClient(client.ClientId))).not.toContain(clientSecretValue);
  expect(await opens(client.ClientId, clientSecretValue ?? "")).toBe(true);
});

test("a client that gets no secret publishes none", async () => {
  const client = await create({ GenerateSecret: false, PublishSecretsInAWSSecretsManager: true });
  expect(client).not.toHaveProperty("ClientSecretArn");
  expect(await update(client.ClientId, true)).not.toHaveProperty("ClientSecretArn");
  expect(asked).toEqual([]);
});

test("publishing an existing secret changes it at once, and the one before goes on opening", async () => {
  const { ClientId, ClientSecret } = await create();
  const { ClientSecretArn, ...shown } = await update(ClientId, true);
  expect(shown).not.toHaveProperty("ClientSecret");
  expect(valueAt(ClientSecretArn)).not.toBe(ClientSecret);
  expect(await opens(ClientId, valueAt(ClientSecretArn))).toBe(true);
  expect(await opens(ClientId, ClientSecret)).toBe(true);
});

test("of two secrets the older one goes when the client's secret is published", async () => {
  const { ClientId, ClientSecret } = await create();
  const { ClientSecretDescriptor } = await server.call("AddUserPoolClientSecret", { UserPoolId, ClientId });
  const { ClientSecretArn } = await update(ClientId, true);
  expect(await opens(ClientId, ClientSecret)).toBe(false);
  expect(await opens(ClientId, ClientSecretDescriptor.ClientSecretValue)).toBe(true);
  expect(await opens(ClientId, valueAt(ClientSecretArn))).toBe(true);
});

test("an update that does not mention it leaves it, false takes the secret back and deletes it there at once", async () => {
  const { ClientId, ClientSecretArn } = await create({ PublishSecretsInAWSSecretsManager: true });
  const value = valueAt(ClientSecretArn);
  expect(await update(ClientId)).toMatchObject({ ClientSecretArn });
  expect(await update(ClientId, true)).toMatchObject({ ClientSecretArn });
  expect(asked).toHaveLength(1);
  const back = await update(ClientId, false);
  expect(back).toMatchObject({ ClientSecret: value });
  expect(back).not.toHaveProperty("ClientSecretArn");
  expect(asked.at(-1)).toEqual({ operation: "DeleteSecret", input: { SecretId: ClientSecretArn, ForceDeleteWithoutRecovery: true } });
});

test("a secret that is added while the client's is being published is kept: the publication is refused and taken back", async () => {
  const { ClientId, ClientSecret } = await create();
  let added = "";
  meanwhile = async () => {
    meanwhile = undefined;
    const { ClientSecretDescriptor } = await server.call("AddUserPoolClientSecret", { UserPoolId, ClientId });
    added = ClientSecretDescriptor.ClientSecretValue;
  };
  const input = { UserPoolId, ClientId, ...FLOWS, PublishSecretsInAWSSecretsManager: true };
  expect(await server.refusal("UpdateUserPoolClient", input)).toMatchObject({ __type: "ConcurrentModificationException" });
  expect(await opens(ClientId, added)).toBe(true);
  expect(await opens(ClientId, ClientSecret)).toBe(true);
  expect(held.size).toBe(0);
});

test("secrets that are published cannot be managed one by one, and go with their client", async () => {
  const { ClientId, ClientSecretArn } = await create({ PublishSecretsInAWSSecretsManager: true });
  expect(await server.refusal("AddUserPoolClientSecret", { UserPoolId, ClientId })).toMatchObject({ __type: "InvalidParameterException" });
  await server.call("DeleteUserPoolClient", { UserPoolId, ClientId });
  expect(held.has(ClientSecretArn)).toBe(false);
});

test("where Secrets Manager refuses, so does the request, and nothing is changed", async () => {
  isBroken = true;
  const message = "The client secret could not be stored in AWS Secrets Manager.";
  const input = { UserPoolId, ClientName: "c", GenerateSecret: true, PublishSecretsInAWSSecretsManager: true };
  expect(await server.refusal("CreateUserPoolClient", input)).toEqual({ __type: "InvalidParameterException", message });
  expect((await server.call("ListUserPoolClients", { UserPoolId })).UserPoolClients).toEqual([]);
});

test("no answer broke the contract", () => expect(server.control.health().contractViolations).toBe(0));
