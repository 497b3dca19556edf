import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { browser, CALLBACK, claimsOf, hostedPool, postForm } from "../support/hosted.ts";
import { useTestServer } from "../support/server.ts";
import { answering, functionArn, useLambda } from "../triggers/lambda.ts";
import { startOidcUpstream } from "./oidc-upstream.ts";

const lambda = await useLambda();
const server = await useTestServer({ lambdaEndpoint: lambda.url, logLevel: "silent" });
const upstream = await startOidcUpstream();
upstream.allow(`${server.url}/oauth2/idpresponse`);
afterAll(() => upstream.close());

const MAPPING = { email: "email", email_verified: "email_verified", name: "name" };

beforeEach(() => {
  upstream.state.refuses = false;
  upstream.state.user = { sub: "1026", email: "ada@example.com", email_verified: true, name: "Ada" };
});

async function place({ mapping = MAPPING, pool = {} }: { mapping?: Readonly<Record<string, string>>; pool?: object } = {}) {
  const made = await hostedPool(server, { pool });
  await server.call("CreateIdentityProvider", {
    UserPoolId: made.poolId,
    ProviderName: "Corp",
    ProviderType: "OIDC",
    ProviderDetails: upstream.details,
    AttributeMapping: mapping,
    IdpIdentifiers: ["corp.example"],
  });
  const client = (await server.call("DescribeUserPoolClient", { UserPoolId: made.poolId, ClientId: made.clientId })).UserPoolClient;
  const { LastModifiedDate: _modified, CreationDate: _created, ClientSecret: _secret, ...settings } = client;
  await server.call("UpdateUserPoolClient", { ...settings, SupportedIdentityProviders: ["COGNITO", "Corp"] });
  return made;
}

/** Follows the browser from authorize through the provider to the client's callback. */
async function journey(clientId: string, more: Record<string, string> = { identity_provider: "Corp" }, agent = browser(server.url)) {
  const query = new URLSearchParams({ response_type: "code", client_id: clientId, redirect_uri: CALLBACK, state: "st", ...more });
  return follow(agent, `${server.url}/oauth2/authorize?${query}`);
}

async function follow(agent: ReturnType<typeof browser>, start: string): Promise<URL> {
  let location = start;
  for (let step = 0; step < 12; step += 1) {
    if (location.startsWith(CALLBACK)) return new URL(location);
    const answer = await agent.visit(location);
    const next = answer.headers.get("location");
    if (next === null) throw new Error(`${location} answered ${answer.status} without a redirect: ${answer.text.slice(0, 300)}`);
    location = new URL(next, location).href;
  }
  throw new Error("The redirects have no end.");
}

async function tokensFor(clientId: string, callback: URL) {
  const { status, body } = await postForm(`${server.url}/oauth2/token`, {
    grant_type: "authorization_code",
    client_id: clientId,
    code: callback.searchParams.get("code") ?? "",
    redirect_uri: CALLBACK,
  });
  expect(status).toBe(200);
  return body;
}

describe("signing in through an OpenID Connect provider", () => {
  test("makes a user at the first time, in the provider's group, and tokens say where from", async () => {
    const { poolId, clientId } = await place();
    const callback = await journey(clientId);
    expect([...callback.searchParams.keys()]).toEqual(["code", "state"]);
    const tokens = await tokensFor(clientId, callback);
    const id = claimsOf(tokens["id_token"]!);
    expect(id).toMatchObject({
      "cognito:username": "Corp_1026",
      "cognito:groups": [`${poolId}_Corp`],
      email: "ada@example.com",
      email_verified: true,
      identities: [{ userId: "1026", providerName: "Corp", providerType: "OIDC", issuer: null, primary: "true" }],
    });
    const user = await server.call("AdminGetUser", { UserPoolId: poolId, Username: "Corp_1026" });
    expect(user).toMatchObject({ UserStatus: "EXTERNAL_PROVIDER", Enabled: true });
  });

  test("names the user in lower case where the pool does not tell cases apart", async () => {
    const { poolId, clientId } = await place({ pool: { UsernameConfiguration: { CaseSensitive: false } } });
    await journey(clientId);
    expect(await server.call("AdminGetUser", { UserPoolId: poolId, Username: "corp_1026" })).toMatchObject({ Username: "corp_1026" });
  });

  test("finds the provider by its identifier too", async () => {
    const { clientId } = await place();
    expect((await journey(clientId, { idp_identifier: "corp.example" })).searchParams.get("code")).toBeTruthy();
  });

  test("brings the user up to date at each later time; an address without a word on it is unverified", async () => {
    const { poolId, clientId } = await place({ mapping: { email: "email", name: "name" } });
    await journey(clientId);
    upstream.state.user = { sub: "1026", email: "countess@example.com", name: "Ada L." };
    await journey(clientId);
    const { UserAttributes } = await server.call("AdminGetUser", { UserPoolId: poolId, Username: "Corp_1026" });
    expect(UserAttributes).toEqual(
      expect.arrayContaining([
        { Name: "email", Value: "countess@example.com" },
        { Name: "email_verified", Value: "false" },
        { Name: "name", Value: "Ada L." },
      ]),
    );
  });

  test("several values become one text", async () => {
    const { poolId, clientId } = await place({ mapping: { name: "roles" } });
    upstream.state.user = { sub: "1026", roles: ["dev ops", "admin"] };
    await journey(clientId);
    const { UserAttributes } = await server.call("AdminGetUser", { UserPoolId: poolId, Username: "Corp_1026" });
    expect(UserAttributes).toContainEqual({ Name: "name", Value: "[dev+ops,admin]" });
  });

  test("signs a linked user in as themselves", async () => {
    const { poolId, clientId } = await place();
    await server.call("AdminLinkProviderForUser", {
      UserPoolId: poolId,
      DestinationUser: { ProviderName: "Cognito", ProviderAttributeValue: "ada" },
      SourceUser: { ProviderName: "Corp", ProviderAttributeName: "Cognito_Subject", ProviderAttributeValue: "1026" },
    });
    const tokens = await tokensFor(clientId, await journey(clientId));
    expect(claimsOf(tokens["access_token"]!)).toMatchObject({ username: "ada" });
  });

  test("fires InboundFederation, PreSignUp and PostConfirmation at the first time, the triggers of a sign-in later", async () => {
    const names = ["InboundFederation", "PreSignUp", "PostConfirmation", "PreAuthentication", "PostAuthentication", "PreTokenGeneration"];
    const { InboundFederation: arn, ...plain } = Object.fromEntries(names.map((name) => [name, functionArn(name)]));
    const LambdaConfig = { ...plain, InboundFederation: { LambdaVersion: "V1_0", LambdaArn: arn } };
    for (const name of names) lambda.define(name, answering());
    const { clientId } = await place({ pool: { LambdaConfig } });
    lambda.events.length = 0;
    await tokensFor(clientId, await journey(clientId));
    expect(lambda.sources()).toEqual([
      "InboundFederation_ExternalProvider",
      "PreSignUp_ExternalProvider",
      "PostConfirmation_ConfirmSignUp",
      "TokenGeneration_HostedAuth",
    ]);
    expect(lambda.events[0]).toMatchObject({
      userName: "Corp_1026",
      request: {
        providerName: "Corp",
        providerType: "OIDC",
        attributes: { idToken: { sub: "1026" }, userInfo: { email: "ada@example.com" } },
      },
    });
    lambda.events.length = 0;
    await tokensFor(clientId, await journey(clientId));
    expect(lambda.sources()).toEqual([
      "InboundFederation_ExternalProvider",
      "PreAuthentication_Authentication",
      "PostAuthentication_Authentication",
      "TokenGeneration_HostedAuth",
    ]);
  });

  test("maps only what InboundFederation gives, where it gives something", async () => {
    const LambdaConfig = { InboundFederation: { LambdaVersion: "V1_0", LambdaArn: functionArn("InboundFederation") } };
    const { poolId, clientId } = await place({ pool: { LambdaConfig } });
    lambda.define("InboundFederation", answering({ userAttributesToMap: { name: "Changed" } }));
    await journey(clientId);
    const { UserAttributes } = await server.call("AdminGetUser", { UserPoolId: poolId, Username: "Corp_1026" });
    expect(UserAttributes.map(({ Name }: { Name: string }) => Name).toSorted()).toEqual(["identities", "name", "sub"]);
  });
});

describe("CreateIdentityProvider", () => {
  test("finds the endpoints of an issuer that is there", async () => {
    const { poolId } = await place();
    const { IdentityProvider } = await server.call("DescribeIdentityProvider", { UserPoolId: poolId, ProviderName: "Corp" });
    expect(IdentityProvider.ProviderDetails).toMatchObject({
      authorize_url: `${upstream.issuer}/auth`,
      token_url: `${upstream.issuer}/token`,
      attributes_url: `${upstream.issuer}/me`,
      jwks_uri: `${upstream.issuer}/jwks`,
    });
  });

  test("takes an issuer that is not there yet, whose endpoints are looked up when somebody signs in", async () => {
    const { UserPool } = await server.call("CreateUserPool", { PoolName: "later" });
    const { IdentityProvider } = await server.call("CreateIdentityProvider", {
      UserPoolId: UserPool.Id,
      ProviderName: "Corp",
      ProviderType: "OIDC",
      ProviderDetails: { ...upstream.details, oidc_issuer: "http://127.0.0.1:9" },
    });
    expect(IdentityProvider.ProviderDetails).not.toHaveProperty("token_url");
  });
});

describe("at the callback", () => {
  test("a user who refuses is told of in the provider's words", async () => {
    const { clientId } = await place();
    upstream.state.refuses = true;
    const callback = await journey(clientId);
    expect(Object.fromEntries(callback.searchParams)).toEqual({
      error_description: "The user said no",
      state: "st",
      error: "access_denied",
    });
  });

  test("a required attribute that the provider does not give is named", async () => {
    const { clientId } = await place({ pool: { Schema: [{ Name: "family_name", Required: true }] } });
    const callback = await journey(clientId);
    expect(Object.fromEntries(callback.searchParams)).toMatchObject({
      error: "invalid_request",
      error_description: "attributes required: [family_name] ",
    });
  });

  test("what a trigger says is passed on", async () => {
    lambda.define("PreSignUp", answering());
    const { clientId } = await place({ pool: { LambdaConfig: { PreSignUp: functionArn("PreSignUp") } } });
    lambda.define("PreSignUp", () => {
      throw new Error("not you");
    });
    const callback = await journey(clientId);
    expect(callback.href).toContain("error_description=PreSignUp+failed+with+error+not+you.+");
  });

  test("a wrong client secret is a refusal of the token endpoint", async () => {
    const { poolId, clientId } = await place();
    const details = { ...upstream.details, client_secret: "wrong" };
    await server.call("UpdateIdentityProvider", { UserPoolId: poolId, ProviderName: "Corp", ProviderDetails: details });
    const callback = await journey(clientId);
    expect(Object.fromEntries(callback.searchParams)).toMatchObject({
      error: "invalid_request",
      error_description: "Corp Error - 401 error getting token",
    });
  });

  test("a disabled user gets no code", async () => {
    const { poolId, clientId } = await place();
    await journey(clientId);
    await server.call("AdminDisableUser", { UserPoolId: poolId, Username: "Corp_1026" });
    expect((await journey(clientId)).searchParams.get("code")).toBeNull();
  });
});

describe("a journey that is not the browser's own", () => {
  test("ends at the error page, whoever has the state", async () => {
    const { clientId } = await place();
    const query = new URLSearchParams({ response_type: "code", client_id: clientId, redirect_uri: CALLBACK, identity_provider: "Corp" });
    const begun = await browser(server.url).visit(`${server.url}/oauth2/authorize?${query}`);
    const state = new URL(begun.headers.get("location")!).searchParams.get("state")!;
    const stranger = await browser(server.url).visit(`${server.url}/oauth2/idpresponse?code=x&state=${encodeURIComponent(state)}`);
    expect(stranger.headers.get("location")).toBe("/error?error=Invalid+state");
  });

  test.each(["", "nonsense", "us-east-1_Nobody00.abc"])("ends at the error page with the state %j", async (state) => {
    const answer = await browser(server.url).visit(`${server.url}/oauth2/idpresponse?code=x&state=${state}`);
    expect(answer.headers.get("location")).toBe("/error?error=Invalid+state");
  });

  test("ends at the error page when it took too long", async () => {
    const { clientId } = await place();
    const agent = browser(server.url);
    const query = new URLSearchParams({ response_type: "code", client_id: clientId, redirect_uri: CALLBACK, identity_provider: "Corp" });
    const begun = await agent.visit(`${server.url}/oauth2/authorize?${query}`);
    const state = new URL(begun.headers.get("location")!).searchParams.get("state")!;
    server.advance(301);
    const late = await agent.visit(`${server.url}/oauth2/idpresponse?code=x&state=${encodeURIComponent(state)}`);
    expect(late.headers.get("location")).toBe("/error?error=Invalid+state");
  });
});

const fronts: Server[] = [];
afterAll(() => {
  for (const front of fronts) front.close();
});

/** A token endpoint in front of the provider's, which knows the secret that rockpool does not. */
async function forging({ details }: Awaited<ReturnType<typeof startOidcUpstream>>): Promise<string> {
  const front = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      const body = new URLSearchParams(text);
      body.set("client_secret", details.client_secret);
      void fetch(`${details.oidc_issuer}/token`, { method: "POST", body }).then(async (answer) => {
        response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
      });
    });
  });
  await new Promise<void>((listening) => void front.listen(0, "127.0.0.1", listening));
  fronts.push(front);
  return `http://127.0.0.1:${(front.address() as AddressInfo).port}/`;
}

describe("an ID token that is signed with the client's secret", () => {
  test("is taken for what the secret proves, and for nothing with another secret", async () => {
    const secretive = await startOidcUpstream({ signedBy: "HS256" });
    try {
      secretive.allow(`${server.url}/oauth2/idpresponse`);
      secretive.state.user = { sub: "4096", email: "ada@example.com", name: "Ada" };
      const { poolId, clientId } = await place();
      const named = { UserPoolId: poolId, ProviderName: "Corp" };
      await server.call("UpdateIdentityProvider", { ...named, ProviderDetails: secretive.details });
      expect((await journey(clientId)).searchParams.get("code")).toBeTruthy();
      await server.call("AdminGetUser", { UserPoolId: poolId, Username: "Corp_4096" });
      const other = await place();
      const { client_secret: _secret, ...details } = secretive.details;
      const token_url = await forging(secretive);
      await server.call("UpdateIdentityProvider", {
        ...named,
        UserPoolId: other.poolId,
        ProviderDetails: { ...details, client_secret: "x".repeat(40), token_url },
      });
      expect((await journey(other.clientId)).searchParams.get("error_description")).toContain("signature verification failed");
    } finally {
      await secretive.close();
    }
  });
});
