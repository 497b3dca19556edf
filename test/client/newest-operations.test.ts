import {
  AdminDeleteSoftwareTokenCommand,
  CognitoIdentityProviderClient,
  DescribeTermsByClientCommand,
  GetClientTokenCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import { packageFile } from "#src/runtime/package-file.ts";
import { useTestServer } from "../support/server.ts";
import { awsEnvironment, findTool, PYTHON, runTool } from "../support/tools.ts";

const boto3 = findTool("boto3 for Python", PYTHON, ["-c", "import boto3"]);
const server = await useTestServer();
const keysOf = (poolId: string) => createRemoteJWKSet(new URL(`${server.url}/${poolId}/.well-known/jwks.json`));

describe.skipIf(boto3.missing)(boto3.suite("boto3 with the operations that it has newly got"), () => {
  test("calls each of them, and understands its answer and its refusal", async () => {
    const output = await runTool(PYTHON, [packageFile("test/client/newest_operations.py")], awsEnvironment(server.url));
    expect(JSON.parse(output)).toEqual({
      clientType: "REGULAR",
      regular: ["agent", "assistants", "machine"],
      terms: { "cognito:default": "https://example.com/terms" },
      deleted: ["ResponseMetadata"],
      policies: ["assistants"],
      patterns: [["https://*.example.com/*"], ["https://one.example.com/*"], ["https://one.example.com/*"]],
      urls: [],
      refused: "CachedCIMDURLDoesNotExistException",
      clientToken: ["Bearer", 3600],
      recovered: {
        statuses: ["PREVIEW_GENERATING", "PREVIEW_CANCELLED", "PREVIEW_GENERATED", "RESTORING"],
        users: [1],
        back: "ada",
        listed: ["RESTORE_COMPLETED", "PREVIEW_CANCELLED"],
        refused: "LimitExceededException",
      },
      derivedToken: ["ACCESS_TOKEN", "Bearer", 3600, ["aws.cognito.signin.user.admin"]],
      derivedFor: "ada",
      removed: ["ResponseMetadata"],
    });
  });
});

describe("the AWS SDK for JavaScript with the operations that it has newly got", () => {
  test("finds terms by their client and deletes an authenticator app", async () => {
    const sdk = new CognitoIdentityProviderClient({
      ...{ endpoint: server.url, region: "us-east-1", credentials: { accessKeyId: "any", secretAccessKey: "any" } },
    });
    const UserPoolId = (await server.call("CreateUserPool", { PoolName: "newest" })).UserPool.Id;
    const ClientId = (await server.call("CreateUserPoolClient", { UserPoolId, ClientName: "web" })).UserPoolClient.ClientId;
    const terms = { UserPoolId, ClientId, TermsName: "terms-of-use" };
    const Links = { "cognito:default": "https://example.com/terms" };
    await server.call("CreateTerms", { ...terms, TermsSource: "LINK", Enforcement: "NONE", Links });
    await server.call("AdminCreateUser", { UserPoolId, Username: "ada", MessageAction: "SUPPRESS" });
    expect((await sdk.send(new DescribeTermsByClientCommand(terms))).Terms).toMatchObject({ Links });
    const { $metadata } = await sdk.send(new AdminDeleteSoftwareTokenCommand({ UserPoolId, Username: "ada" }));
    expect($metadata.httpStatusCode).toBe(200);
    sdk.destroy();
  });

  test("gets a client's own token", async () => {
    const UserPoolId = (await server.call("CreateUserPool", { PoolName: "machines" })).UserPool.Id;
    const Scopes = [{ ScopeName: "read", ScopeDescription: "r" }];
    await server.call("CreateResourceServer", { UserPoolId, Identifier: "solar", Name: "Solar", Scopes });
    const machine = await server.call("CreateUserPoolClient", {
      ...{ UserPoolId, ClientName: "machine", GenerateSecret: true },
      ...{ ExplicitAuthFlows: ["ALLOW_CLIENT_TOKEN_AUTH"], AllowedOAuthScopes: ["solar/read"] },
    });
    const { ClientId, ClientSecret: Secret } = machine.UserPoolClient;
    const sdk = new CognitoIdentityProviderClient({
      ...{ endpoint: server.url, region: "us-east-1", credentials: { accessKeyId: "any", secretAccessKey: "any" } },
    });
    const { ClientAuthenticationResult } = await sdk.send(new GetClientTokenCommand({ ClientId, Secret, Scopes: ["solar/read"] }));
    const { payload } = await jwtVerify(ClientAuthenticationResult?.AccessToken ?? "", keysOf(UserPoolId));
    expect(payload).toMatchObject({ sub: ClientId, client_id: ClientId, scope: "solar/read", token_use: "access" });
    sdk.destroy();
  });
});
