import { describe, expect, test } from "vitest";
import { useTestServer } from "../support/server.ts";

const server = await useTestServer();

describe("a constraint that is not met", () => {
  const POOL = "Value '' at 'userPoolId' failed to satisfy constraint: Member must";
  /** The order of several complaints is not stable on AWS: they are compared as a set. */
  const complaints = async (operation: Parameters<typeof server.refusal>[0], input: object) => {
    const { __type, message } = await server.refusal(operation, input);
    expect(__type).toBe("InvalidParameterException");
    const [, count, noun, list] = /^(\d+) validation (errors?) detected: (.*)$/s.exec(message!)!;
    const items = list!.split(/; (?=Value )/);
    expect({ count: Number(count), noun }).toEqual({ count: items.length, noun: items.length === 1 ? "error" : "errors" });
    return items.sort();
  };

  test("names the value, the path and the constraint", async () => {
    expect(await complaints("DescribeUserPool", { UserPoolId: "YOUR_USER_POOL-ID" })).toEqual([
      "Value 'YOUR_USER_POOL-ID' at 'userPoolId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w-]+_[0-9a-zA-Z]+",
    ]);
    expect(await complaints("ListUserPools", { MaxResults: 61 })).toEqual([
      "Value '61' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 60",
    ]);
    expect(await complaints("ListUserPools", { MaxResults: 0 })).toEqual([
      "Value '0' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ]);
    expect(await complaints("ListUserPools", {})).toEqual([
      "Value null at 'maxResults' failed to satisfy constraint: Member must not be null",
    ]);
    expect(await complaints("CreateUserPool", { PoolName: "x".repeat(129) })).toEqual([
      `Value '${"x".repeat(129)}' at 'poolName' failed to satisfy constraint: Member must have length less than or equal to 128`,
    ]);
  });

  test("is reported for each that is not met, with the right number of errors", async () => {
    expect(await complaints("DescribeUserPool", { UserPoolId: "" })).toEqual([
      `${POOL} have length greater than or equal to 1`,
      `${POOL} satisfy regular expression pattern: [\\w-]+_[0-9a-zA-Z]+`,
    ]);
  });

  test("in lists and structures has a path that counts from 1, and the template's own path", async () => {
    expect(
      await complaints("AdminUpdateUserAttributes", {
        UserPoolId: "us-east-1_x",
        Username: "ada",
        UserAttributes: [{ Name: "email" }, {}],
      }),
    ).toEqual(["Value null at 'userAttributes.2.member.name' failed to satisfy constraint: Member must not be null"]);
    expect(await complaints("CreateUserPool", { PoolName: "shop", Policies: { PasswordPolicy: { MinimumLength: 5 } } })).toEqual([
      "Value '5' at 'policies.passwordPolicy.minimumLength' failed to satisfy constraint: Member must have value greater than or equal to 6",
    ]);
    const template = { AdminCreateUserConfig: { InviteMessageTemplate: { SMSMessage: "short" } } };
    expect(await complaints("CreateUserPool", { PoolName: "shop", ...template })).toEqual([
      "Value 'short' at 'adminCreateUserConfig.inviteMessageTemplate.sMSMessage' failed to satisfy constraint: Member must have length greater than or equal to 6",
    ]);
  });

  test("of a set of values lists the set", async () => {
    const [complaint, ...more] = await complaints("CreateUserPool", { PoolName: "shop", DeletionProtection: "MAYBE" });
    expect(more).toEqual([]);
    const [, values] =
      /^Value 'MAYBE' at 'deletionProtection' failed to satisfy constraint: Member must satisfy enum value set: \[(.*)\]$/.exec(
        complaint!,
      )!;
    expect(values!.split(", ").sort()).toEqual(["ACTIVE", "INACTIVE"]);
  });

  test("by items of a list of values is told of the list, each constraint once", async () => {
    const { UserPool } = await server.call("CreateUserPool", { PoolName: "shop" });
    const client = { UserPoolId: UserPool.Id, ClientName: "app" };
    expect(await complaints("CreateUserPoolClient", { ...client, AllowedOAuthFlows: ["code", "token"] })).toEqual([
      "Value '[code, token]' at 'allowedOAuthFlows' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [code, implicit, client_credentials]]",
    ]);
    expect(await complaints("CreateUserPoolClient", { ...client, LogoutURLs: ["", "https://x", ""] })).toEqual([
      "Value '[, https://x, ]' at 'logoutURLs' failed to satisfy constraint: Member must satisfy constraint: [Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+]",
    ]);
  });

  test("by a key of a map is told of the map, by a value under its key", async () => {
    const ResourceArn = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_AbCdEfGhI";
    expect(await complaints("TagResource", { ResourceArn, Tags: { "": "x", team: "y".repeat(257) } })).toEqual([
      `Value '${"y".repeat(257)}' at 'tags.team.member' failed to satisfy constraint: Member must have length less than or equal to 256`,
      `Value '{=x, team=${"y".repeat(257)}}' at 'tags' failed to satisfy constraint: Member must satisfy constraint: [Member must have length greater than or equal to 1]`,
    ]);
  });

  test("of a sensitive member does not show the value", async () => {
    const secret = "my secret password";
    const items = await complaints("ChangePassword", { PreviousPassword: secret, AccessToken: "not a token!" });
    expect(items).toContain("Value at 'proposedPassword' failed to satisfy constraint: Member must not be null");
    expect(items.every((item) => item.startsWith("Value at '"))).toBe(true);
    expect(items.join()).not.toContain(secret);
    expect(items.join()).not.toContain("not a token!");
  });

  test("is told before whether the pool exists", async () => {
    expect((await server.refusal("AdminGetUser", { UserPoolId: "us-east-1_Missing00", Username: "" })).__type).toBe(
      "InvalidParameterException",
    );
    expect((await server.refusal("AdminGetUser", { UserPoolId: "us-east-1_Missing00", Username: "ada" })).__type).toBe(
      "ResourceNotFoundException",
    );
  });
});
