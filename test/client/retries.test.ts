import { CognitoIdentityProviderClient, DescribeUserPoolCommand } from "@aws-sdk/client-cognito-identity-provider";
import { Amplify } from "aws-amplify";
import { resetPassword } from "aws-amplify/auth";
import { beforeEach, describe, expect, test } from "vitest";
import type { Fault } from "#src/runtime/faults.ts";
import { useTestServer } from "../support/server.ts";
import { awsEnvironment, findTool, PYTHON, runTool } from "../support/tools.ts";

const boto3 = findTool("boto3 for Python", PYTHON, ["-c", "import boto3"]);
const server = await useTestServer();
const hits = () => server.control.faults().map((fault) => fault.hits);

let UserPoolId: string;

beforeEach(async () => {
  UserPoolId = (await server.call("CreateUserPool", { PoolName: "shop", AutoVerifiedAttributes: ["email"] })).UserPool.Id;
});

/** What clients are known to try again. */
const PASSING: readonly Fault[] = [
  { kind: "throttle", times: 2 },
  { kind: "cut", times: 2 },
  { kind: "error", error: "InternalErrorException", times: 2 },
];

describe("the AWS SDK for JavaScript", () => {
  const clientOf = (maxAttempts: number) =>
    new CognitoIdentityProviderClient({
      endpoint: server.url,
      region: "us-east-1",
      credentials: { accessKeyId: "any", secretAccessKey: "any" },
      maxAttempts,
    });

  test.each(PASSING)("gets over %j by trying again", async (fault) => {
    const sdk = clientOf(3);
    server.control.setFaults([fault]);
    const { UserPool, $metadata } = await sdk.send(new DescribeUserPoolCommand({ UserPoolId }));
    expect([UserPool?.Id, $metadata.attempts, hits()]).toEqual([UserPoolId, 3, [2]]);
    sdk.destroy();
  });

  test("gives up where it goes on, with what the server said last", async () => {
    const sdk = clientOf(2);
    server.control.setFaults([{ kind: "throttle" }]);
    const refusal = await sdk.send(new DescribeUserPoolCommand({ UserPoolId })).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ name: "TooManyRequestsException", $metadata: { attempts: 2 } });
    expect(hits()).toEqual([2]);
    sdk.destroy();
  });

  test("waits as long as Retry-After asks", async () => {
    const sdk = clientOf(2);
    server.control.setFaults([{ kind: "throttle", times: 1, retryAfterSeconds: 1 }]);
    const { $metadata } = await sdk.send(new DescribeUserPoolCommand({ UserPoolId }));
    expect($metadata.totalRetryDelay).toBeGreaterThan(900);
    sdk.destroy();
  });
});

describe.skipIf(boto3.missing)(boto3.suite("boto3"), () => {
  const SCRIPT = `
import sys, boto3
print(boto3.client("cognito-idp").describe_user_pool(UserPoolId=sys.argv[1])["ResponseMetadata"]["RetryAttempts"])
`;

  test.each(PASSING)("gets over %j by trying again", async (fault) => {
    server.control.setFaults([fault]);
    const output = await runTool(PYTHON, ["-c", SCRIPT, UserPoolId], awsEnvironment(server.url));
    expect([output.trim(), hits()]).toEqual(["2", [2]]);
  });

  test("gives up where it goes on, with what the server said last", async () => {
    server.control.setFaults([{ kind: "throttle" }]);
    const environment = { ...awsEnvironment(server.url), AWS_MAX_ATTEMPTS: "2" };
    await expect(runTool(PYTHON, ["-c", SCRIPT, UserPoolId], environment)).rejects.toMatchObject({
      stderr: expect.stringContaining("TooManyRequestsException"),
    });
    expect(hits()).toEqual([2]);
  });
});

describe("aws-amplify", () => {
  const ask = async () => {
    const { UserPoolClient } = await server.call("CreateUserPoolClient", { UserPoolId, ClientName: "web" });
    const UserAttributes = [
      { Name: "email", Value: "ada@example.com" },
      { Name: "email_verified", Value: "true" },
    ];
    await server.call("AdminCreateUser", { UserPoolId, Username: "ada", MessageAction: "SUPPRESS", UserAttributes });
    await server.call("AdminSetUserPassword", { UserPoolId, Username: "ada", Password: "Corr3ct-Horse", Permanent: true });
    const Cognito = { userPoolId: UserPoolId, userPoolClientId: UserPoolClient.ClientId, userPoolEndpoint: server.url };
    Amplify.configure({ Auth: { Cognito } });
    return () => resetPassword({ username: "ada" });
  };

  test.each(PASSING)("gets over %j by trying again", async (fault) => {
    const reset = await ask();
    server.control.setFaults([fault]);
    expect((await reset()).nextStep.resetPasswordStep).toBe("CONFIRM_RESET_PASSWORD_WITH_CODE");
    expect(hits()).toEqual([2]);
  });

  test("gives up where it goes on, with what the server said last", async () => {
    const reset = await ask();
    server.control.setFaults([{ kind: "throttle" }]);
    await expect(reset()).rejects.toMatchObject({ name: "TooManyRequestsException" });
    expect(hits()[0]).toBeGreaterThan(1);
  });
});
