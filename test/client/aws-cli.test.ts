import { describe, expect, test } from "vitest";
import { readExchangeFiles } from "#src/contract/exchange-file.ts";
import { differences, without } from "#src/contract/matching.ts";
import { useTestServer } from "../support/server.ts";
import { awsEnvironment, findTool, runTool } from "../support/tools.ts";

const cli = findTool("the AWS CLI", "aws", ["--version"]);
const server = await useTestServer();

const text = (...args: string[]): Promise<string> =>
  runTool(
    "aws",
    ["cognito-idp", ...args, "--endpoint-url", server.url, "--region", "us-west-2", "--output", "json"],
    awsEnvironment(server.url),
  );

// What the command line prints has no type.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
const aws = async (...args: string[]): Promise<any> => JSON.parse(await text(...args));

/** Version 1 of the command line prints dates as they are on the wire, version 2 as text. */
const secondsOf = (printed: number | string) => (typeof printed === "number" ? printed : Date.parse(printed) / 1000);

/** AWS's documentation of the command shows answers of 2019; Cognito has added these members since. */
const ADDED_SINCE = {
  AccountRecoverySetting: {
    RecoveryMechanisms: [
      { Name: "verified_email", Priority: 1 },
      { Name: "verified_phone_number", Priority: 2 },
    ],
  },
  Arn: expect.stringMatching(/^arn:aws:cognito-idp:us-west-2:123456789012:userpool\/us-west-2_\w{9}$/) as unknown,
  DeletionProtection: "INACTIVE",
  UserPoolTags: {},
  UserPoolTier: "ESSENTIALS",
  VerificationMessageTemplate: { DefaultEmailOption: "CONFIRM_WITH_CODE" },
};
/** Of 2026: releases of the command line from before do not know and so do not print them. */
const ADDED_LAST: Readonly<Record<string, object>> = {
  IssuerConfiguration: { Type: "ORIGINAL" },
  KeyConfiguration: { KeyType: "AWS_OWNED_KEY" },
};

const MINIMAL = ["create-user-pool", "--pool-name", "MyUserPool"];
const DOCUMENTED = [
  { options: "with a name", exchange: "documented example: create-user-pool with a name only, by the command line", command: MINIMAL },
  {
    options: "with a username attribute and an email source",
    exchange: "documented example: create-user-pool with a username attribute and an email source, by the command line",
    command: [
      ...MINIMAL,
      ...["--username-attributes", "email"],
      "--email-configuration=SourceArn=arn:aws:ses:us-east-1:111111111111:identity/jane@example.com,ReplyToEmailAddress=jane@example.com",
    ],
  },
];

describe.skipIf(cli.missing)(cli.suite("AWS CLI"), () => {
  test.each(DOCUMENTED)("create-user-pool $options, prints the documented output", async ({ exchange, command }) => {
    const [file] = await readExchangeFiles(["CreateUserPool"]);
    const { response, deviations = [] } = file!.exchanges.find(({ name }) => name === exchange)!;
    const printed = await aws(...command);
    expect(
      differences(
        without(
          response,
          deviations.map(({ path }) => path),
        ),
        printed,
      ),
    ).toEqual([]);
    expect(deviations.map(({ path }) => path).sort()).toEqual(["UserPool.CreationDate", "UserPool.Id", "UserPool.LastModifiedDate"]);
    expect(printed.UserPool.Id).toMatch(/^us-west-2_\w{9}$/);
    expect(secondsOf(printed.UserPool.CreationDate)).toBeCloseTo(Date.now() / 1000, -3);
    const documented = Object.keys((response as { UserPool: object }).UserPool);
    const added = Object.entries(printed.UserPool).filter(([name]) => !documented.includes(name));
    const known = Object.entries(ADDED_LAST).filter(([name]) => name in printed.UserPool);
    expect(Object.fromEntries(added)).toEqual({ ...ADDED_SINCE, ...Object.fromEntries(known) });
  });

  test("describe-user-pool prints what create-user-pool printed", async () => {
    const created = await aws(...MINIMAL);
    expect(await aws("describe-user-pool", "--user-pool-id", created.UserPool.Id)).toEqual(created);
  });

  test("admin-create-user, list-users and admin-delete-user: a user is there, is found by filter, and is gone", async () => {
    const pool = ["--user-pool-id", (await aws(...MINIMAL)).UserPool.Id as string];
    const attributes = ["--user-attributes", "Name=email,Value=ada@example.com", "Name=given_name,Value=Ada"];
    const { User } = await aws("admin-create-user", ...pool, "--username", "ada", "--message-action", "SUPPRESS", ...attributes);
    expect(User).toMatchObject({ Username: "ada", Enabled: true, UserStatus: "FORCE_CHANGE_PASSWORD" });
    expect((await aws("list-users", ...pool, "--filter", 'given_name = "Ada"')).Users).toEqual([User]);
    expect(await text("admin-delete-user", ...pool, "--username", "ada")).toBe("");
    expect(await aws("list-users", ...pool)).toEqual({ Users: [] });
  });

  test("admin-get-user of an unknown user prints Cognito's error and fails", async () => {
    const { UserPool } = await aws(...MINIMAL);
    const failure = aws("admin-get-user", "--user-pool-id", UserPool.Id, "--username", "eve");
    // What the service refuses ends version 2 of the command line with 254, version 1 with 255.
    const code = expect.toSatisfy((status) => [254, 255].includes(status as number)) as unknown;
    await expect(failure).rejects.toMatchObject({
      code,
      stderr: expect.stringContaining("(UserNotFoundException) when calling the AdminGetUser operation: User does not exist.") as unknown,
    });
  });
});
