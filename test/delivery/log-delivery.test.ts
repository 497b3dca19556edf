import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer } from "../support/server.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rockpool-logs-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const linesOf = async (...path: string[]) =>
  (await readFile(join(folder, ...path), "utf8"))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

const GROUP = "arn:aws:logs:us-east-1:123456789012:log-group:/pools/errors";

test("activity of users, delivered to a bucket, is a line in the file of that bucket", async () => {
  const server = await startTestServer({ logFolder: folder });
  const { UserPool } = await server.call("CreateUserPool", {
    PoolName: "p",
    UserPoolTier: "PLUS",
    UserPoolAddOns: { AdvancedSecurityMode: "AUDIT" },
  });
  const { UserPoolClient } = await server.call("CreateUserPoolClient", {
    UserPoolId: UserPool.Id,
    ClientName: "c",
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
  });
  const S3Configuration = { BucketArn: "arn:aws:s3:::my-activity/logs" };
  await server.call("SetLogDeliveryConfiguration", {
    UserPoolId: UserPool.Id,
    LogConfigurations: [{ LogLevel: "INFO", EventSource: "userAuthEvents", S3Configuration }],
  });
  const { UserSub } = await server.call("SignUp", { ClientId: UserPoolClient.ClientId, Username: "ada", Password: "Secret-123" });
  await server.call("AdminConfirmSignUp", { UserPoolId: UserPool.Id, Username: "ada" });
  await server.call("InitiateAuth", {
    ClientId: UserPoolClient.ClientId,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: "ada", PASSWORD: "Secret-123" },
  });
  await server.close();
  const lines = await linesOf("buckets", "my-activity_logs.jsonl");
  expect(lines.map(({ message }) => `${message.eventType} ${message.eventResponse}`)).toEqual(["SignUp InProgress", "SignIn Pass"]);
  expect(lines[1]).toEqual({
    eventTimestamp: expect.stringMatching(/^\d{13}$/),
    eventSource: "USER_AUTH_EVENTS",
    logLevel: "INFO",
    message: {
      version: "1",
      eventId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      eventType: "SignIn",
      userSub: UserSub,
      userName: "ada",
      userPoolId: UserPool.Id,
      clientId: UserPoolClient.ClientId,
      creationDate: expect.stringMatching(/^[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d UTC \d{4}$/),
      eventResponse: "Pass",
      riskLevel: "",
      riskDecision: "PASS",
      challenges: ["Password:Success"],
      deviceName: "Other, Other",
      ipAddress: expect.stringMatching(/127\.0\.0\.1$/),
      requestId: expect.any(String),
      idpName: "",
      compromisedCredentialDetected: "false",
      city: "",
      country: "",
      eventFeedbackValue: "",
      eventFeedbackDate: "",
      eventFeedbackProvider: "",
      hasContextData: "false",
    },
    logSourceId: { userPoolId: UserPool.Id },
  });
  expect(JSON.stringify(lines)).not.toContain("Secret-123");
  expect((await stat(join(folder, "buckets", "my-activity_logs.jsonl"))).mode & 0o777).toBe(0o600);
});

test("a message that cannot be delivered, of a pool with a log group, is a line in the file of that group, without the code", async () => {
  // A port where nobody listens.
  const server = await startTestServer({ logFolder: folder, logLevel: "silent", smsUrl: "http://127.0.0.1:9/", fixedCode: "135790" });
  const sms = { SnsCallerArn: "arn:aws:iam::123456789012:role/sms" };
  const { UserPool } = await server.call("CreateUserPool", {
    PoolName: "p",
    AutoVerifiedAttributes: ["phone_number"],
    SmsConfiguration: sms,
  });
  const { UserPoolClient } = await server.call("CreateUserPoolClient", { UserPoolId: UserPool.Id, ClientName: "c" });
  const LogConfigurations = [{ LogLevel: "ERROR", EventSource: "userNotification", CloudWatchLogsConfiguration: { LogGroupArn: GROUP } }];
  await server.call("SetLogDeliveryConfiguration", { UserPoolId: UserPool.Id, LogConfigurations });
  const UserAttributes = [{ Name: "phone_number", Value: "+12065550100" }];
  await server.refusal("SignUp", { ClientId: UserPoolClient.ClientId, Username: "ada", Password: "Secret-123", UserAttributes });
  await server.close();
  const lines = await linesOf("log-groups", "pools_errors.jsonl");
  expect(lines).toEqual([
    {
      eventTimestamp: expect.any(String),
      eventSource: "USER_NOTIFICATION",
      logLevel: "ERROR",
      message: { details: expect.stringContaining("SMS") },
      logSourceId: { userPoolId: UserPool.Id },
    },
  ]);
  expect(JSON.stringify(lines)).not.toContain("135790");
});

test("without a folder, a pool's logs go nowhere and nothing fails", async () => {
  const server = await startTestServer();
  const { UserPool } = await server.call("CreateUserPool", {
    PoolName: "p",
    UserPoolTier: "PLUS",
    UserPoolAddOns: { AdvancedSecurityMode: "AUDIT" },
  });
  const { UserPoolClient } = await server.call("CreateUserPoolClient", { UserPoolId: UserPool.Id, ClientName: "c" });
  const FirehoseConfiguration = { StreamArn: "arn:aws:firehose:us-east-1:123456789012:deliverystream/nowhere" };
  await server.call("SetLogDeliveryConfiguration", {
    UserPoolId: UserPool.Id,
    LogConfigurations: [{ LogLevel: "INFO", EventSource: "userAuthEvents", FirehoseConfiguration }],
  });
  await server.call("SignUp", { ClientId: UserPoolClient.ClientId, Username: "ada", Password: "Secret-123" });
  await server.close();
  expect(await readdir(folder)).not.toContain("streams");
});
