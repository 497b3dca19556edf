import { beforeEach, describe, expect, test } from "vitest";
import { useTestServer } from "../support/server.ts";
import { answering, functionArn, useLambda } from "./lambda.ts";
import { claimsOf, confirmedUser, type Pool, poolWith, signIn } from "./pool-with-triggers.ts";

const lambda = await useLambda();
const server = await useTestServer({ lambdaEndpoint: lambda.url });

const ROLE = "arn:aws:iam::123456789012:role/admins";
let created: Pool;
let sub: string;

/** A pool with this version of the trigger and a user in two groups. */
async function poolOfVersion(LambdaVersion: string): Promise<void> {
  created = await poolWith(server, [], { LambdaConfig: { PreTokenGenerationConfig: { LambdaVersion, LambdaArn: functionArn("Tokens") } } });
  sub = await confirmedUser(server, created);
  for (const group of [
    { GroupName: "staff", Precedence: 2 },
    { GroupName: "admins", Precedence: 1, RoleArn: ROLE },
  ]) {
    await server.call("CreateGroup", { UserPoolId: created.pool, ...group });
    await server.call("AdminAddUserToGroup", { UserPoolId: created.pool, Username: "ada", GroupName: group.GroupName });
  }
}

async function tokens(response: object): Promise<{ id: Record<string, unknown>; access: Record<string, unknown> }> {
  lambda.define("Tokens", answering(response));
  const { AuthenticationResult } = await signIn(server, created);
  return { id: claimsOf(AuthenticationResult.IdToken), access: claimsOf(AuthenticationResult.AccessToken) };
}

describe("PreTokenGeneration, first version", () => {
  beforeEach(() => poolOfVersion("V1_0"));
  const details = (claimsOverrideDetails: object) => tokens({ claimsOverrideDetails });

  test("the event has attributes and groups, and no scopes", async () => {
    await tokens({});
    expect(lambda.events).toEqual([
      {
        version: "1",
        region: "us-east-1",
        userPoolId: created.pool,
        userName: "ada",
        callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId: created.client },
        triggerSource: "TokenGeneration_Authentication",
        request: {
          userAttributes: { sub, "cognito:user_status": "CONFIRMED", email: "ada@example.com", email_verified: "true" },
          groupConfiguration: { groupsToOverride: ["admins", "staff"], iamRolesToOverride: [ROLE], preferredRole: ROLE },
        },
        response: { claimsOverrideDetails: null },
      },
    ]);
  });

  test("claims are added to the ID token, replaced and suppressed; the access token stays", async () => {
    const { id, access } = await details({
      claimsToAddOrOverride: { tenant: "acme", email: "hidden@example.com", gone: "x" },
      claimsToSuppress: ["email_verified", "gone"],
    });
    expect(id).toMatchObject({ tenant: "acme", email: "hidden@example.com", "cognito:groups": ["admins", "staff"] });
    expect(id).not.toHaveProperty("email_verified");
    expect(id).not.toHaveProperty("gone");
    expect(access).not.toHaveProperty("tenant");
  });

  test("fixed claims stay as they are", async () => {
    const { id } = await details({
      claimsToAddOrOverride: {
        sub: "eve",
        aud: "eve",
        iss: "eve",
        "cognito:username": "eve",
        "cognito:other": "eve",
        "dev:custom:x": "eve",
      },
      claimsToSuppress: ["exp", "token_use"],
    });
    expect(id).toMatchObject({ sub, aud: created.client, "cognito:username": "ada", token_use: "id", exp: expect.any(Number) });
    expect(Object.values(id)).not.toContain("eve");
  });

  test("groups are overridden in both tokens, roles in the ID token", async () => {
    const { id, access } = await details({
      groupOverrideDetails: { groupsToOverride: ["guests"], iamRolesToOverride: ["r1"], preferredRole: "r1" },
    });
    expect(id).toMatchObject({ "cognito:groups": ["guests"], "cognito:roles": ["r1"], "cognito:preferred_role": "r1" });
    expect(access["cognito:groups"]).toEqual(["guests"]);
  });

  test("empty group details take groups and roles away, null leaves them", async () => {
    const { id, access } = await details({ groupOverrideDetails: {} });
    for (const name of ["cognito:groups", "cognito:roles", "cognito:preferred_role"]) expect(id).not.toHaveProperty(name);
    expect(access).not.toHaveProperty("cognito:groups");
    expect((await details({ groupOverrideDetails: null })).access["cognito:groups"]).toEqual(["admins", "staff"]);
  });

  test("suppressed groups take the roles with them", async () => {
    const { id } = await details({ claimsToSuppress: ["cognito:groups"] });
    for (const name of ["cognito:groups", "cognito:roles", "cognito:preferred_role"]) expect(id).not.toHaveProperty(name);
  });

  test.each([[{ tenants: ["a"] }], [{ count: 1 }], [{ yes: true }]])(
    "claims %j are unrecognizable: values have to be strings",
    async (claimsToAddOrOverride) => {
      await expect(details({ claimsToAddOrOverride })).rejects.toThrow(
        '"InvalidLambdaResponseException","message":"Unrecognizable lambda output"',
      );
    },
  );

  test("a refresh raises it too, as TokenGeneration_RefreshTokens and without metadata", async () => {
    lambda.define("Tokens", answering({ claimsOverrideDetails: { claimsToAddOrOverride: { tenant: "acme" } } }));
    const { AuthenticationResult } = await signIn(server, created);
    const input = {
      ClientId: created.client,
      AuthFlow: "REFRESH_TOKEN_AUTH",
      AuthParameters: { REFRESH_TOKEN: AuthenticationResult.RefreshToken },
      ClientMetadata: { a: "1" },
    };
    const refreshed = await server.call("InitiateAuth", input);
    expect(claimsOf(refreshed.AuthenticationResult.IdToken)).toMatchObject({ tenant: "acme" });
    expect(lambda.events[1]).toMatchObject({ triggerSource: "TokenGeneration_RefreshTokens" });
    expect(lambda.events[1]!.request).not.toHaveProperty("clientMetadata");
  });

  test("GetTokensFromRefreshToken raises it with its metadata", async () => {
    lambda.define("Tokens", answering());
    const { AuthenticationResult } = await signIn(server, created);
    await server.call("GetTokensFromRefreshToken", {
      ClientId: created.client,
      RefreshToken: AuthenticationResult.RefreshToken,
      ClientMetadata: { a: "1" },
    });
    expect(lambda.events[1]).toMatchObject({ triggerSource: "TokenGeneration_RefreshTokens", request: { clientMetadata: { a: "1" } } });
  });

  test("an error of the function leaves the caller without tokens", async () => {
    lambda.define("Tokens", () => {
      throw new Error("no tenant");
    });
    await expect(signIn(server, created)).rejects.toThrow(
      '"UserLambdaValidationException","message":"PreTokenGeneration failed with error no tenant."',
    );
  });
});

describe.each([
  ["V2_0", "2"],
  ["V3_0", "3"],
])("PreTokenGeneration %s", (name, version) => {
  beforeEach(() => poolOfVersion(name));
  const details = (claimsAndScopeOverrideDetails: object) => tokens({ claimsAndScopeOverrideDetails });

  test("the event has its version and the scopes", async () => {
    await tokens({});
    expect(lambda.events[0]).toMatchObject({
      version,
      request: { scopes: ["aws.cognito.signin.user.admin"] },
      response: { claimsAndScopeOverrideDetails: null },
    });
  });

  test("both tokens are changed, with values of any type", async () => {
    const { id, access } = await details({
      idTokenGeneration: { claimsToAddOrOverride: { plan: { name: "gold", seats: 3 } }, claimsToSuppress: ["email"] },
      accessTokenGeneration: { claimsToAddOrOverride: { tenants: ["a", "b"], level: 7, beta: true }, claimsToSuppress: ["cognito:groups"] },
    });
    expect(id).toMatchObject({ plan: { name: "gold", seats: 3 }, "cognito:groups": ["admins", "staff"] });
    expect(id).not.toHaveProperty("email");
    expect(access).toMatchObject({ tenants: ["a", "b"], level: 7, beta: true });
    expect(access).not.toHaveProperty("cognito:groups");
  });

  test("scopes are added to and taken from the access token", async () => {
    const { access } = await details({
      accessTokenGeneration: { scopesToAdd: ["orders/read", "openid"], scopesToSuppress: ["aws.cognito.signin.user.admin"] },
    });
    expect(access["scope"]).toBe("orders/read openid");
  });

  test("the access token's audience may be the client and nobody else", async () => {
    expect((await details({ accessTokenGeneration: { claimsToAddOrOverride: { aud: created.client } } })).access["aud"]).toBe(
      created.client,
    );
    expect(
      (await details({ accessTokenGeneration: { claimsToAddOrOverride: { aud: "eve", scope: "eve", client_id: "eve" } } })).access,
    ).toMatchObject({ client_id: created.client, scope: "aws.cognito.signin.user.admin" });
  });

  test.each([
    [{ accessTokenGeneration: { scopesToAdd: ["two words"] } }],
    [{ accessTokenGeneration: { scopesToAdd: "openid" } }],
    [{ accessTokenGeneration: [] }],
    [{ idTokenGeneration: { claimsToAddOrOverride: { x: null } } }],
    [{ idTokenGeneration: { claimsToAddOrOverride: { email_verified: [true] } } }],
    [{ groupOverrideDetails: { groupsToOverride: [1] } }],
  ])("%j is unrecognizable", async (response) => {
    await expect(details(response)).rejects.toThrow("Unrecognizable lambda output");
  });
});

describe("PreTokenGeneration with a client's own token", () => {
  const machine = async (LambdaVersion: string) => {
    const LambdaConfig = { PreTokenGenerationConfig: { LambdaVersion, LambdaArn: functionArn("Tokens") } };
    const UserPoolId = (await server.call("CreateUserPool", { PoolName: "machines", LambdaConfig })).UserPool.Id;
    const Scopes = [{ ScopeName: "read", ScopeDescription: "r" }];
    await server.call("CreateResourceServer", { UserPoolId, Identifier: "solar", Name: "Solar", Scopes });
    const { ClientId, ClientSecret: Secret } = (
      await server.call("CreateUserPoolClient", {
        ...{ UserPoolId, ClientName: "machine", GenerateSecret: true },
        ...{ ExplicitAuthFlows: ["ALLOW_CLIENT_TOKEN_AUTH"], AllowedOAuthScopes: ["solar/read"] },
      })
    ).UserPoolClient;
    return { ClientId, Secret };
  };

  test("the third version is asked, with the metadata, and changes claims and scopes", async () => {
    lambda.define(
      "Tokens",
      answering({
        claimsAndScopeOverrideDetails: {
          accessTokenGeneration: { claimsToAddOrOverride: { tenant: "acme", sub: "eve" }, scopesToAdd: ["extra"] },
        },
      }),
    );
    const client = await machine("V3_0");
    const { ClientAuthenticationResult } = await server.call("GetClientToken", { ...client, ClientMetadata: { a: "1" } });
    expect(lambda.events).toMatchObject([
      {
        version: "3",
        userName: "ClientCredentials",
        triggerSource: "TokenGeneration_ClientCredentials",
        request: { userAttributes: {}, groupConfiguration: null, scopes: ["solar/read"], clientMetadata: { a: "1" } },
      },
    ]);
    const claims = claimsOf(ClientAuthenticationResult.AccessToken);
    expect(claims).toMatchObject({
      sub: client.ClientId,
      client_id: client.ClientId,
      token_use: "access",
      tenant: "acme",
      scope: "solar/read extra",
    });
    expect(claims).not.toHaveProperty("version");
  });

  test("the second version is not asked", async () => {
    lambda.define("Tokens", answering());
    await server.call("GetClientToken", await machine("V2_0"));
    expect(lambda.events).toEqual([]);
  });

  test("an error of the function leaves the client without a token", async () => {
    lambda.define("Tokens", () => {
      throw new Error("no tenant");
    });
    expect(await server.refusal("GetClientToken", await machine("V3_0"))).toEqual({
      __type: "UserLambdaValidationException",
      message: "PreTokenGeneration failed with error no tenant.",
    });
  });
});
