import { describe, expect, test } from "vitest";
import { claimsOf, hostedClient, hostedPool, postForm, tokensOf } from "../support/hosted.ts";
import { useTestServer } from "../support/server.ts";
import { answering, functionArn, useLambda } from "../triggers/lambda.ts";

const lambda = await useLambda();
const server = await useTestServer({ lambdaEndpoint: lambda.url });

const token = (fields: Record<string, string>, headers?: Record<string, string>) => postForm(`${server.url}/oauth2/token`, fields, headers);
const basic = (id: string, secret: string) => ({ authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}` });

/** A pool with a resource server, and a client of machines. */
async function machine(pool: object = {}) {
  const { poolId } = await hostedPool(server, { pool });
  await server.call("CreateResourceServer", {
    UserPoolId: poolId,
    Identifier: "https://api.example.com",
    Name: "api",
    Scopes: ["read", "write", "other"].map((ScopeName) => ({ ScopeName, ScopeDescription: ScopeName })),
  });
  const { UserPoolClient } = await hostedClient(server, poolId, {
    GenerateSecret: true,
    AllowedOAuthFlows: ["client_credentials"],
    AllowedOAuthScopes: ["https://api.example.com/read", "https://api.example.com/write"],
    CallbackURLs: undefined,
    LogoutURLs: undefined,
  });
  const { ClientId: client_id, ClientSecret: client_secret } = UserPoolClient;
  return { poolId, client_id: client_id, client_secret: client_secret };
}

describe("refresh_token", () => {
  test("gives the same sign-in's tokens anew, as its scopes were, and no refresh token", async () => {
    server.control.setClock({ frozen: true });
    const { clientId } = await hostedPool(server);
    const first = await tokensOf(server, { clientId, scope: "openid email", resource: "https://api.example.com" });
    server.advance(60);
    const { status, body } = await token({ grant_type: "refresh_token", client_id: clientId, refresh_token: first.refresh_token });
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(["id_token", "access_token", "expires_in", "token_type"]);
    const [before, after] = [claimsOf(first.access_token), claimsOf(body["access_token"]!)];
    for (const claim of ["auth_time", "origin_jti", "scope", "version", "aud", "sub"]) expect(after[claim], claim).toEqual(before[claim]);
    expect(after["aud"]).toBe("https://api.example.com");
    expect(after["iat"]).toBe(Number(before["iat"]) + 60);
  });

  test("without openid gives no ID token", async () => {
    const { clientId } = await hostedPool(server, { client: { AllowedOAuthScopes: ["openid", "aws.cognito.signin.user.admin"] } });
    const first = await tokensOf(server, { clientId, scope: "aws.cognito.signin.user.admin" });
    expect(first).not.toHaveProperty("id_token");
    const { body } = await token({ grant_type: "refresh_token", client_id: clientId, refresh_token: first.refresh_token });
    expect(Object.keys(body)).toEqual(["access_token", "expires_in", "token_type"]);
  });

  test("with rotation gives a new one, and takes the old one no more", async () => {
    const rotation = { RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 0 } };
    const { clientId } = await hostedPool(server, { client: rotation });
    const { refresh_token } = await tokensOf(server, { clientId });
    const ask = (text: string) => token({ grant_type: "refresh_token", client_id: clientId, refresh_token: text });
    const { body } = await ask(refresh_token);
    expect(body["refresh_token"]).toMatch(/^eyJ/);
    expect(await ask(refresh_token)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
    expect((await ask(body["refresh_token"]!)).status).toBe(200);
  });

  test("garbage, another client's, a revoked one, a disabled user's: invalid_grant; a client that may not refresh: unauthorized_client", async () => {
    const { poolId, clientId } = await hostedPool(server);
    const { refresh_token } = await tokensOf(server, { clientId });
    const other = (await hostedClient(server, poolId)).UserPoolClient.ClientId;
    const strict = (await hostedClient(server, poolId, { ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH"] })).UserPoolClient.ClientId;
    const ask = (client_id: string, text = refresh_token) => token({ grant_type: "refresh_token", client_id, refresh_token: text });
    const refused = { status: 400, body: { error: "invalid_grant" } };
    expect(await ask(clientId, "garbage")).toMatchObject(refused);
    expect(await ask(other)).toMatchObject(refused);
    expect(await ask(strict)).toMatchObject({ status: 400, body: { error: "unauthorized_client" } });
    await server.call("AdminDisableUser", { UserPoolId: poolId, Username: "ada" });
    expect(await ask(clientId)).toMatchObject(refused);
    await server.call("AdminEnableUser", { UserPoolId: poolId, Username: "ada" });
    const revoked = await postForm(`${server.url}/oauth2/revoke`, { token: refresh_token, client_id: clientId });
    expect(revoked).toMatchObject({ status: 200, body: undefined });
    expect(await ask(clientId)).toMatchObject(refused);
  });
});

describe("client_credentials", () => {
  test("gives an access token of the client itself, by either way of authentication", async () => {
    const { client_id, client_secret } = await machine();
    for (const answer of [
      await token({ grant_type: "client_credentials", client_id, client_secret }),
      await token({ grant_type: "client_credentials" }, basic(client_id, client_secret)),
    ]) {
      expect(answer.status).toBe(200);
      expect(Object.keys(answer.body)).toEqual(["access_token", "expires_in", "token_type"]);
      const claims = claimsOf(answer.body["access_token"]!);
      expect(Object.keys(claims)).toEqual(["sub", "token_use", "scope", "auth_time", "iss", "exp", "iat", "version", "jti", "client_id"]);
      expect(claims).toMatchObject({
        sub: client_id,
        client_id,
        version: 2,
        scope: "https://api.example.com/read https://api.example.com/write",
      });
    }
  });

  test("scopes that the client lacks are left out; none left is an error; a deleted one is left out", async () => {
    const { poolId, client_id, client_secret } = await machine();
    const ask = (scope: string) => token({ grant_type: "client_credentials", client_id, client_secret, scope });
    const granted = await ask("https://api.example.com/write https://api.example.com/other");
    expect(claimsOf(granted.body["access_token"]!)["scope"]).toBe("https://api.example.com/write");
    expect(await ask("https://api.example.com/other")).toMatchObject({ status: 400, body: { error: "invalid_scope" } });
    await server.call("UpdateResourceServer", {
      UserPoolId: poolId,
      Identifier: "https://api.example.com",
      Name: "api",
      Scopes: [{ ScopeName: "read", ScopeDescription: "read" }],
    });
    const left = await ask("https://api.example.com/read https://api.example.com/write");
    expect(claimsOf(left.body["access_token"]!)["scope"]).toBe("https://api.example.com/read");
  });

  test("the pool's trigger of the third version has the last word, and is told the client's metadata", async () => {
    const { poolId, client_id, client_secret } = await machine({
      LambdaConfig: { PreTokenGenerationConfig: { LambdaVersion: "V3_0", LambdaArn: functionArn("Tokens") } },
    });
    lambda.define(
      "Tokens",
      answering({
        claimsAndScopeOverrideDetails: { accessTokenGeneration: { claimsToAddOrOverride: { tenant: "acme" }, scopesToAdd: ["extra"] } },
      }),
    );
    const { body } = await token({ grant_type: "client_credentials", client_id, client_secret, aws_client_metadata: '{"job":"7"}' });
    expect(claimsOf(body["access_token"]!)).toMatchObject({ tenant: "acme", scope: expect.stringMatching(/ extra$/) });
    expect(lambda.events.at(-1)).toMatchObject({
      version: "3",
      userPoolId: poolId,
      userName: "ClientCredentials",
      triggerSource: "TokenGeneration_ClientCredentials",
      request: { userAttributes: {}, groupConfiguration: null, clientMetadata: { job: "7" } },
    });
    for (const aws_client_metadata of ["{", "[]", '{"job":7}'])
      expect(
        await token({ grant_type: "client_credentials", client_id, client_secret, aws_client_metadata }),
        aws_client_metadata,
      ).toMatchObject({
        status: 400,
        body: { error: "invalid_request" },
      });
  });

  test("a failing trigger is told as the service tells it", async () => {
    const { client_id, client_secret } = await machine({
      LambdaConfig: { PreTokenGenerationConfig: { LambdaVersion: "V3_0", LambdaArn: functionArn("Tokens") } },
    });
    lambda.define("Tokens", () => {
      throw new Error("not today");
    });
    const { status, body } = await token({ grant_type: "client_credentials", client_id, client_secret });
    expect(status).toBe(400);
    expect(body["error"]).toMatch(
      /^PreTokenGeneration failed with error not today\. \(Service: AWSCognitoIdentityProviderInternalService; Status Code: 400; Error Code: UserLambdaValidationException; Request ID: [0-9a-f-]{36}; Proxy: null\)$/,
    );
  });

  test("is refused to a client of people, and the code flow to a client of machines", async () => {
    const { client_id, client_secret } = await machine();
    const { clientId, secret } = await hostedPool(server, { client: { GenerateSecret: true } });
    const refused = { status: 400, body: { error: "unauthorized_client" } };
    expect(await token({ grant_type: "client_credentials", client_id: clientId, client_secret: secret })).toMatchObject(refused);
    expect(await token({ grant_type: "authorization_code", code: "x", client_id, client_secret })).toMatchObject(refused);
  });
});

describe("who asks", () => {
  test("an unknown client, a wrong or missing secret, two ways at once, none at all", async () => {
    const { client_id, client_secret } = await machine();
    const grant_type = "client_credentials";
    const secretWrong = { status: 400, body: { error: "invalid_client", error_description: "invalid_client_secret" } };
    expect(await token({ grant_type, client_id: "nobody", client_secret })).toMatchObject({
      status: 400,
      body: { error: "invalid_client" },
    });
    expect(await token({ grant_type, client_id, client_secret: "wrong" })).toMatchObject(secretWrong);
    expect(await token({ grant_type, client_id })).toMatchObject(secretWrong);
    expect(await token({ grant_type }, basic(client_id, "wrong"))).toMatchObject(secretWrong);
    const invalid = { status: 400, body: { error: "invalid_request" } };
    expect(await token({ grant_type, client_id, client_secret }, basic(client_id, client_secret))).toMatchObject(invalid);
    expect(await token({ grant_type, client_id: "other" }, basic(client_id, client_secret))).toMatchObject(invalid);
    expect(await token({ grant_type })).toMatchObject(invalid);
    expect(await token({ client_id, client_secret })).toMatchObject(invalid);
    expect(await token({ grant_type: "password", client_id, client_secret })).toMatchObject({ body: { error: "unsupported_grant_type" } });
  });

  test("of a pool without a domain: the refusal says which call makes one", async () => {
    const { poolId, client_id, client_secret } = await machine();
    const { UserPool } = await server.call("DescribeUserPool", { UserPoolId: poolId });
    await server.call("DeleteUserPoolDomain", { UserPoolId: poolId, Domain: UserPool.Domain });
    const { status, body } = await token({ grant_type: "client_credentials", client_id, client_secret });
    expect(status).toBe(400);
    expect(body["error_description"]).toContain("CreateUserPoolDomain");
  });
});
