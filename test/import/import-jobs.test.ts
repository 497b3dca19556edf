import {
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  CreateUserImportJobCommand,
  CreateUserPoolCommand,
  DescribeUserImportJobCommand,
  GetCSVHeaderCommand,
  paginateListUsers,
  StartUserImportJobCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { expect, test } from "vitest";
import { useTestServer } from "../support/server.ts";
import { csvOf, importsOn, ROLE, type Row, upload, verified } from "./support.ts";

const server = await useTestServer();
const sdk = new CognitoIdentityProviderClient({
  endpoint: server.url,
  region: "us-east-1",
  credentials: { accessKeyId: "any", secretAccessKey: "any" },
});
const { call, refusal } = server;
const { newPool, headerOf, ended, importCsv, importRows, logOf } = importsOn(server);

test("StartUserImportJob, after an upload of 10,000 users, imports each of them to reset their password", async () => {
  const { UserPool } = await sdk.send(new CreateUserPoolCommand({ PoolName: "shop", AutoVerifiedAttributes: ["email"] }));
  const UserPoolId = UserPool!.Id!;
  const { CSVHeader } = await sdk.send(new GetCSVHeaderCommand({ UserPoolId }));
  const names = Array.from({ length: 10_000 }, (_, index) => `user${index}`);
  const { UserImportJob } = await sdk.send(new CreateUserImportJobCommand({ UserPoolId, JobName: "all", CloudWatchLogsRoleArn: ROLE }));
  const { JobId, PreSignedUrl } = UserImportJob!;
  const uploaded = await upload(
    PreSignedUrl!,
    csvOf(
      CSVHeader!,
      names.map((name) => ({ ...verified(name), address: `1 Main St\\, ${name}` })),
    ),
  );
  expect(uploaded.status).toBe(200);
  await sdk.send(new StartUserImportJobCommand({ UserPoolId, JobId }));
  await ended(UserPoolId, JobId!);
  const done = (await sdk.send(new DescribeUserImportJobCommand({ UserPoolId, JobId }))).UserImportJob!;
  expect(done).toMatchObject({
    Status: "Succeeded",
    ImportedUsers: 10_000,
    SkippedUsers: 0,
    FailedUsers: 0,
    CompletionMessage: "Import Job Completed Successfully.",
  });
  const listed: string[] = [];
  for await (const page of paginateListUsers({ client: sdk }, { UserPoolId, Limit: 60 })) {
    expect(new Set(page.Users!.map((user) => user.UserStatus))).toEqual(new Set(["RESET_REQUIRED"]));
    listed.push(...page.Users!.map((user) => user.Username!));
  }
  expect(listed.sort()).toEqual(names.sort());
  const user = await sdk.send(new AdminGetUserCommand({ UserPoolId, Username: "user4711" }));
  expect(user.UserAttributes).toEqual(
    expect.arrayContaining([
      { Name: "address", Value: "1 Main St, user4711" },
      { Name: "email", Value: "user4711@example.com" },
      { Name: "email_verified", Value: "true" },
    ]),
  );
  expect((await logOf(JobId!)).lines).toHaveLength(10_000);
  expect(await server.services.store.count("importChunks")).toBe(0);
});

test("StartUserImportJob, with users who exist and lines that are wrong, counts them and says why in the log", async () => {
  const UserPoolId = await newPool({ Schema: [{ Name: "name", Required: true, AttributeDataType: "String" }] });
  await call("AdminCreateUser", { UserPoolId, Username: "ada", MessageAction: "SUPPRESS" });
  const named = (name: string): Row => ({ ...verified(name), name });
  const job = await importRows(UserPoolId, [
    named("ada"),
    named("bob"),
    named("bob"),
    { ...named("carl"), email_verified: "false" },
    verified("dora"),
    { ...named("eve"), birthdate: "1815-12-10" },
    { ...named("fred"), birthdate: "12/10/1815", updated_at: "1700000000" },
    { ...named("gil"), "cognito:mfa_enabled": "true" },
    { ...named("x"), "cognito:username": "has blanks" },
    { ...named("hal"), address: "one,two" },
    { ...named("ida"), nickname: "n".repeat(16_000) },
  ]);
  expect(job).toMatchObject({ Status: "Succeeded", ImportedUsers: 2, SkippedUsers: 2, FailedUsers: 7 });
  expect((await logOf(job.JobId)).lines).toEqual([
    "[SKIPPED] Line Number 2 - The user already exists.",
    "[SUCCEEDED] Line Number 3 - The import succeeded.",
    "[SKIPPED] Line Number 4 - The user already exists.",
    "[FAILED] Line Number 5 - The User Record does not set any of the auto verified attributes to true. (Example: email_verified to true).",
    "[FAILED] Line Number 6 - Attributes did not conform to the schema: name: The attribute is required",
    "[FAILED] Line Number 7 - birthdate must have the format mm/dd/yyyy.",
    "[SUCCEEDED] Line Number 8 - The import succeeded.",
    "[FAILED] Line Number 9 - cognito:mfa_enabled cannot be true, since MFA is off in the user pool.",
    "[FAILED] Line Number 10 - cognito:username is required and cannot contain spaces.",
    "[FAILED] Line Number 11 - The line has 22 columns instead of 21.",
    "[FAILED] Line Number 12 - The line is too long.",
  ]);
  const { Users } = await call("ListUsers", { UserPoolId });
  expect(Users.map(({ Username }: { Username: string }) => Username).sort()).toEqual(["ada", "bob", "fred"]);
});

test("StartUserImportJob, in a pool whose users go by e-mail, skips an address that is taken", async () => {
  const UserPoolId = await newPool({ UsernameAttributes: ["email"] });
  await call("AdminCreateUser", { UserPoolId, Username: "ada@example.com", MessageAction: "SUPPRESS" });
  const byEmail = (name: string): Row => ({ ...verified(name), "cognito:username": `${name}@example.com` });
  const job = await importRows(UserPoolId, [byEmail("ada"), byEmail("bob"), { ...byEmail("carl"), email: "other@example.com" }]);
  expect(job).toMatchObject({ ImportedUsers: 1, SkippedUsers: 1, FailedUsers: 1 });
});

test("an imported user resets the password by a code and signs in with it", async () => {
  const UserPoolId = await newPool();
  const { UserPoolClient } = await call("CreateUserPoolClient", {
    UserPoolId,
    ClientName: "web",
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  });
  const { ClientId } = UserPoolClient;
  await importRows(UserPoolId, [verified("ada")]);
  const signIn = { ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters: { USERNAME: "ada", PASSWORD: "Corr3ct-Horse" } };
  // Nobody has a password yet, so none can be right.
  expect(await refusal("InitiateAuth", signIn)).toEqual({
    __type: "PasswordResetRequiredException",
    message: "Password reset required for the user",
  });
  await call("ForgotPassword", { ClientId, Username: "ada" });
  const ConfirmationCode = await server.sentCode();
  await call("ConfirmForgotPassword", { ClientId, Username: "ada", ConfirmationCode, Password: "Corr3ct-Horse" });
  expect((await call("InitiateAuth", signIn)).AuthenticationResult.AccessToken).toBeTypeOf("string");
});

test("an imported user of a client that hides who exists seems to have another password", async () => {
  const UserPoolId = await newPool();
  const { UserPoolClient } = await call("CreateUserPoolClient", {
    UserPoolId,
    ClientName: "web",
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
    PreventUserExistenceErrors: "ENABLED",
  });
  await importRows(UserPoolId, [verified("ada")]);
  const signIn = {
    ClientId: UserPoolClient.ClientId,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: "ada", PASSWORD: "Corr3ct-Horse" },
  };
  expect(await refusal("InitiateAuth", signIn)).toEqual({ __type: "NotAuthorizedException", message: "Incorrect username or password." });
});

test("an imported user signs in with a one-time password at once", async () => {
  const UserPoolId = await newPool({ Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } } });
  const { UserPoolClient } = await call("CreateUserPoolClient", { UserPoolId, ClientName: "web", ExplicitAuthFlows: ["ALLOW_USER_AUTH"] });
  const { ClientId } = UserPoolClient;
  await importRows(UserPoolId, [verified("ada")]);
  const asked = await call("InitiateAuth", { ClientId, AuthFlow: "USER_AUTH", AuthParameters: { USERNAME: "ada" } });
  expect(asked).toMatchObject({ ChallengeName: "EMAIL_OTP", AvailableChallenges: ["EMAIL_OTP"] });
  const answer = {
    ClientId,
    ChallengeName: "EMAIL_OTP",
    Session: asked.Session,
    ChallengeResponses: { USERNAME: "ada", EMAIL_OTP_CODE: await server.sentCode() },
  };
  expect((await call("RespondToAuthChallenge", answer)).AuthenticationResult.AccessToken).toBeTypeOf("string");
});

test("StartUserImportJob, where nobody could be imported, ends as Failed", async () => {
  const UserPoolId = await newPool();
  const job = await importRows(UserPoolId, [{ "cognito:username": "ada" }]);
  expect(job).toMatchObject({
    Status: "Failed",
    FailedUsers: 1,
    CompletionMessage: "Too many users have failed or been skipped during the import.",
  });
});

test.each([
  ["lacks a column", (header: string[]) => header.slice(1).join(",")],
  ["has a column of another pool", (header: string[]) => [...header, "custom:other"].join(",")],
  ["names a column twice", (header: string[]) => [...header.slice(1), header.at(-1)!].join(",")],
  ["begins with a byte order mark", (header: string[]) => `\uFEFF${header.join(",")}`],
])("StartUserImportJob, with a header that %s, fails the job", async (_, headerLine) => {
  const UserPoolId = await newPool();
  const job = await importCsv(UserPoolId, `${headerLine(await headerOf(UserPoolId))}\n`);
  expect(job).toMatchObject({
    Status: "Failed",
    ImportedUsers: 0,
    CompletionMessage: "The header of the CSV file does not match the user pool.",
  });
});

test("StartUserImportJob, with columns in another order, Windows line ends and blank lines, imports", async () => {
  const UserPoolId = await newPool({ Schema: [{ Name: "city", AttributeDataType: "String" }] });
  const header = (await headerOf(UserPoolId)).reverse();
  expect(header).toContain("custom:city");
  const csv = csvOf(header, [{ ...verified("ada"), "custom:city": " Zürich " }]).replaceAll("\n", "\r\n");
  expect(await importCsv(UserPoolId, `${csv}\r\n\r\n`)).toMatchObject({ Status: "Succeeded", ImportedUsers: 1 });
  const { UserAttributes } = await call("AdminGetUser", { UserPoolId, Username: "ada" });
  expect(UserAttributes).toContainEqual({ Name: "custom:city", Value: "Zürich" });
});

test("StartUserImportJob, with what is no CSV file, fails the job and imports nobody", async () => {
  const UserPoolId = await newPool();
  expect(await importCsv(UserPoolId, "x".repeat(3_000_000))).toMatchObject({ Status: "Failed", ImportedUsers: 0 });
  expect(await importCsv(UserPoolId, "\n")).toMatchObject({ Status: "Failed", CompletionMessage: "The CSV file is empty." });
});

test("GET /_rockpool/import-log, without a job or with an unknown one, answers a problem", async () => {
  expect((await fetch(`${server.url}/_rockpool/import-log`)).status).toBe(400);
  expect((await fetch(`${server.url}/_rockpool/import-log?jobId=import-0000000000`)).status).toBe(404);
});
