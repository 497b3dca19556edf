import * as openid from "openid-client";
import { describe, expect, test } from "vitest";
import { browser, CALLBACK, hostedPool, postForm, signIn } from "../support/hosted.ts";
import { useTestServer } from "../support/server.ts";

const server = await useTestServer();
const execute = [openid.allowInsecureRequests];

const place = (DcrConfiguration?: object) => hostedPool(server, { pool: { DcrConfiguration } });
const issuerOf = (poolId: string) => new URL(`${server.url}/${poolId}`);

async function register(poolId: string, metadata: unknown, headers: Record<string, string> = {}) {
  const answer = await fetch(`${server.url}/oauth2/register?user_pool_id=${poolId}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(metadata),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

/** A token that lets its bearer register, or that of a client with other scopes. */
async function tokenFor(poolId: string, scope: string): Promise<string> {
  await server.send("CreateResourceServer", {
    UserPoolId: poolId,
    Identifier: "solar",
    Name: "s",
    Scopes: [{ ScopeName: "read", ScopeDescription: "r" }],
  });
  const { UserPoolClient } = await server.call("CreateUserPoolClient", {
    ...{ UserPoolId: poolId, ClientName: "registrar", GenerateSecret: true },
    ...{ ExplicitAuthFlows: ["ALLOW_CLIENT_TOKEN_AUTH"], AllowedOAuthScopes: [scope] },
  });
  const secret = { ClientId: UserPoolClient.ClientId, Secret: UserPoolClient.ClientSecret };
  return (await server.call("GetClientToken", secret)).ClientAuthenticationResult.AccessToken;
}

describe("openid-client registering itself", () => {
  test("where registration is open: it is a client at once, signs a user in, and is listed as what it is", async () => {
    const { poolId } = await place({ OpenDcrEnabled: true });
    const metadata = { redirect_uris: [CALLBACK], client_name: "Jo's <assistant>", scope: "openid email aws.cognito/dcr/register" };
    const config = await openid.dynamicClientRegistration(issuerOf(poolId), metadata, undefined, { execute });
    const { client_id } = config.clientMetadata();
    const state = openid.randomState();
    const verifier = openid.randomPKCECodeVerifier();
    const callback = await signIn(browser(server.url), {
      ...{ response_type: "code", client_id, redirect_uri: CALLBACK, scope: "openid email", state },
      ...{ code_challenge: await openid.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256" },
    });
    const tokens = await openid.authorizationCodeGrant(config, callback, { expectedState: state, pkceCodeVerifier: verifier });
    expect(tokens.claims()).toMatchObject({ email: "ada@example.com", aud: client_id });
    const { UserPoolClient } = await server.call("DescribeUserPoolClient", { UserPoolId: poolId, ClientId: client_id });
    expect(UserPoolClient).toMatchObject({ ClientType: "DCR", ClientName: "Jo_s _assistant_", AllowedOAuthScopes: ["openid", "email"] });
    const list = async (ClientType: string) =>
      (await server.call("ListUserPoolClients", { UserPoolId: poolId, MaxResults: 60, ClientType })).UserPoolClients.map(
        ({ ClientId }) => ClientId,
      );
    expect(await list("DCR")).toEqual([client_id]);
    expect(await list("REGULAR")).not.toContain(client_id);
  });

  test("by a token for it: a machine registers, and gets tokens of its own", async () => {
    const { poolId } = await place({ AllowedScopes: ["solar/read"] });
    const initialAccessToken = await tokenFor(poolId, "aws.cognito/dcr/register");
    const metadata = { grant_types: ["client_credentials"], token_endpoint_auth_method: "client_secret_basic" };
    await tokenFor(poolId, "solar/read");
    const config = await openid.dynamicClientRegistration(issuerOf(poolId), metadata, openid.ClientSecretBasic(), {
      execute,
      initialAccessToken,
    });
    expect((await openid.clientCredentialsGrant(config)).access_token).toBeTruthy();
  });
});

describe("registration is refused", () => {
  const metadata = { redirect_uris: [CALLBACK] };

  test("in a pool that has not turned it on, whose discovery document names no address for it", async () => {
    const { poolId } = await place();
    expect(await register(poolId, metadata)).toMatchObject({ status: 400, body: { error: "invalid_request" } });
    expect(await (await fetch(`${issuerOf(poolId)}/.well-known/openid-configuration`)).json()).not.toHaveProperty("registration_endpoint");
  });

  test("without a token, and by one of another scope or pool, where it is not open", async () => {
    const { poolId } = await place({});
    const other = await place({});
    const bearer = async (pool: string, scope: string) => ({ authorization: `Bearer ${await tokenFor(pool, scope)}` });
    expect(await register(poolId, metadata)).toEqual({ status: 401, body: { error: "invalid_token" } });
    expect(await register(poolId, metadata, { authorization: "Bearer x" })).toEqual({ status: 401, body: { error: "invalid_token" } });
    const foreign = await bearer(other.poolId, "aws.cognito/dcr/register");
    expect(await register(poolId, metadata, foreign)).toEqual({ status: 401, body: { error: "invalid_token" } });
    const narrow = await bearer(poolId, "solar/read");
    expect(await register(poolId, metadata, narrow)).toEqual({ status: 403, body: { error: "insufficient_scope" } });
  });

  test.each([
    ["grants that are not open", { ...metadata, grant_types: ["client_credentials"] }],
    ["grants that nobody knows", { ...metadata, grant_types: ["password"] }],
    ["no address to come back to", {}],
    ["an address without TLS", { redirect_uris: ["http://eve.example.com/"] }],
    ["an address that is no text", { redirect_uris: [1] }],
    ["no scope that it may have", { ...metadata, scope: "aws.cognito/dcr/register" }],
    ["no object", []],
  ])("for %s", async (_what, sent) => {
    const { poolId } = await place({ OpenDcrEnabled: true });
    expect(await register(poolId, sent)).toMatchObject({ status: 400, body: { error: "invalid_client_metadata" } });
  });

  test("for a body that is no JSON", async () => {
    const { poolId } = await place({ OpenDcrEnabled: true });
    const { status, body } = await postForm(`${server.url}/oauth2/register?user_pool_id=${poolId}`, { client_name: "x" });
    expect([status, body]).toEqual([400, { error: "invalid_client_metadata" }]);
  });
});
