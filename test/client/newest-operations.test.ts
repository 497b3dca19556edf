import {
  AdminDeleteSoftwareTokenCommand,
  CognitoIdentityProviderClient,
  DescribeTermsByClientCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { describe, expect, test } from "vitest";
import { packageFile } from "#src/runtime/package-file.ts";
import { useTestServer } from "../support/server.ts";
import { awsEnvironment, findTool, PYTHON, runTool } from "../support/tools.ts";

const boto3 = findTool("boto3 for Python", PYTHON, ["-c", "import boto3"]);
const server = await useTestServer();

describe.skipIf(boto3.missing)(boto3.suite("boto3 with the operations that it has newly got"), () => {
  test("calls each of them, and understands its answer and its refusal", async () => {
    const output = await runTool(PYTHON, [packageFile("test/client/newest_operations.py")], awsEnvironment(server.url));
    expect(JSON.parse(output)).toEqual({
      clientType: "REGULAR",
      regular: ["assistants"],
      terms: { "cognito:default": "https://example.com/terms" },
      deleted: ["ResponseMetadata"],
      policies: ["assistants"],
      patterns: [["https://*.example.com/*"], ["https://one.example.com/*"], ["https://one.example.com/*"]],
      urls: [],
      refused: "CachedCIMDURLDoesNotExistException",
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
});
