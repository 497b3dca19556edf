import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { browser, CALLBACK, claimsOf, hostedPool, postForm } from "../support/hosted.ts";
import { type TestServer, useTestServer } from "../support/server.ts";

const server = await useTestServer({ logLevel: "silent" });
const everywhere = await useTestServer({ logLevel: "silent", federation: "local" });

const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const SOCIAL = { client_id: "app", client_secret: "secret", authorize_scopes: "openid email profile" };
const DETAILS = {
  Google: SOCIAL,
  Facebook: { ...SOCIAL, authorize_scopes: "public_profile,email", api_version: "v21.0" },
  LoginWithAmazon: { ...SOCIAL, authorize_scopes: "profile" },
  SignInWithApple: {
    client_id: "app",
    team_id: "TEAM000001",
    key_id: "KEY0000001",
    private_key: privateKey.export({ format: "der", type: "pkcs8" }).toString("base64"),
    authorize_scopes: "email name",
  },
  OIDC: { ...SOCIAL, oidc_issuer: "https://login.corp.example", attributes_request_method: "GET" },
  SAML: { MetadataURL: "https://login.corp.example/metadata" },
} as const;

async function place(at: TestServer, type: keyof typeof DETAILS) {
  const made = await hostedPool(at);
  const name = type === "OIDC" || type === "SAML" ? "Corp" : type;
  await at.call("CreateIdentityProvider", {
    UserPoolId: made.poolId,
    ProviderName: name,
    ProviderType: type,
    ProviderDetails: DETAILS[type],
    AttributeMapping: { email: "email", name: "name" },
  });
  const { UserPoolClient } = await at.call("DescribeUserPoolClient", { UserPoolId: made.poolId, ClientId: made.clientId });
  const { LastModifiedDate: _modified, CreationDate: _created, ...settings } = UserPoolClient;
  await at.call("UpdateUserPoolClient", { ...settings, SupportedIdentityProviders: ["COGNITO", name] });
  return { ...made, name };
}

/** The browser stands before the page in the provider's place. */
async function depart(at: TestServer, { clientId, name }: { clientId: string; name: string }) {
  const agent = browser(at.url);
  const query = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: CALLBACK,
    state: "st",
    identity_provider: name,
  });
  const { location } = await agent.visit(`/oauth2/authorize?${query}`);
  return { agent, location };
}

/** From the page's answer to the client's callback. */
async function arrive(agent: ReturnType<typeof browser>, answer: { location: string; text: string }): Promise<URL> {
  if (answer.location === "") {
    const value = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(answer.text)?.[1] ?? "";
    const back = await agent.submit("/saml2/idpresponse", { SAMLResponse: value("SAMLResponse"), RelayState: value("RelayState") });
    return new URL(back.location);
  }
  return new URL((await agent.visit(answer.location)).location);
}

const idTokenOf = async (at: TestServer, clientId: string, callback: URL) => {
  const { body } = await postForm(`${at.url}/oauth2/token`, {
    grant_type: "authorization_code",
    client_id: clientId,
    code: callback.searchParams.get("code") ?? "",
    redirect_uri: CALLBACK,
  });
  return claimsOf(body["id_token"]!);
};

describe.each(["Google", "Facebook", "LoginWithAmazon", "SignInWithApple", "OIDC", "SAML"] as const)(
  "the page in the place of %s",
  (type) => {
    const at = type === "OIDC" || type === "SAML" ? everywhere : server;

    test("signs in whoever is chosen", async () => {
      const made = await place(at, type);
      const { agent, location } = await depart(at, made);
      expect(location).toMatch(new RegExp(`^${at.url}/local-provider/${made.poolId}/${made.name}/`));
      const page = await agent.visit(location);
      expect(page.text).toContain("Ada Lovelace");
      const callback = await arrive(agent, await agent.submit(location, { action: "choose", subject: "1000001" }));
      expect(await idTokenOf(at, made.clientId, callback)).toMatchObject({
        "cognito:username": `${made.name}_1000001`,
        email: "ada@example.com",
        identities: [{ userId: "1000001", providerName: made.name, providerType: type }],
      });
    });

    test("signs in somebody new, and keeps them", async () => {
      const made = await place(at, type);
      const { agent, location } = await depart(at, made);
      const claims = JSON.stringify({ email: "grace@example.com", name: 'Grace <Hopper> & "co"' });
      const callback = await arrive(agent, await agent.submit(location, { action: "create", subject: "77", claims }));
      expect(await idTokenOf(at, made.clientId, callback)).toMatchObject({ name: 'Grace <Hopper> & "co"', email: "grace@example.com" });
      const next = await depart(at, made);
      const page = await next.agent.visit(next.location);
      expect(page.text).toContain("Grace &#60;Hopper&#62; &#38; &#34;co&#34;");
      expect(page.text).not.toContain("<Hopper>");
    });

    test("asks nobody where a test has decided", async () => {
      const made = await place(at, type);
      const where = { userPoolId: made.poolId, providerName: made.name };
      await at.control.setLocalProvider({
        ...where,
        accounts: [{ subject: "5", claims: { email: "five@example.com" } }],
        answer: { subject: "5" },
      });
      const { agent, location } = await depart(at, made);
      const callback = await arrive(agent, await agent.visit(location));
      expect(await idTokenOf(at, made.clientId, callback)).toMatchObject({ "cognito:username": `${made.name}_5` });
    });
  },
);

describe("the page in a provider's place", () => {
  test("tells the client of a refusal", async () => {
    const made = await place(server, "Google");
    const { agent, location } = await depart(server, made);
    const callback = await arrive(agent, await agent.submit(location, { action: "refuse" }));
    expect(Object.fromEntries(callback.searchParams)).toEqual({
      error: "access_denied",
      error_description: "The user refused to sign in",
      state: "st",
    });
  });

  test.each([
    ["no JSON", { subject: "9", claims: "{" }, "The claims are no JSON."],
    ["a list", { subject: "9", claims: "[]" }, "Claims are an object, by name."],
    ["a subject with blanks", { subject: "a b", claims: "{}" }, "A subject has 1 to 100 characters and no blanks."],
  ])("says what is wrong with %s", async (_, typed, message) => {
    const made = await place(server, "Google");
    const { agent, location } = await depart(server, made);
    const page = await agent.submit(location, { action: "create", ...typed });
    expect(page.text).toContain(message);
  });

  test("leads nowhere without a sign-in that is going on", async () => {
    const made = await place(server, "Google");
    const page = await browser(server.url).visit(
      `/local-provider/${made.poolId}/Google/authorize?redirect_uri=https://evil.example&state=x`,
    );
    expect(page.status).toBe(400);
    expect(page.location).toBe("");
  });

  test("is not there for providers that are real", async () => {
    const made = await place(server, "OIDC");
    expect((await browser(server.url).visit(`/local-provider/${made.poolId}/Corp/authorize`)).text).toContain(
      "There is no such provider here.",
    );
  });

  test("gives no tokens for another client's secret", async () => {
    const made = await place(server, "Google");
    const { agent, location } = await depart(server, made);
    const back = new URL((await agent.submit(location, { action: "choose", subject: "1000001" })).location);
    const answer = await postForm(`${server.url}/local-provider/${made.poolId}/Google/token`, {
      grant_type: "authorization_code",
      code: back.searchParams.get("code")!,
      redirect_uri: `${server.url}/oauth2/idpresponse`,
      client_id: "app",
      client_secret: "wrong",
    });
    expect(answer).toMatchObject({ status: 401, body: { error: "invalid_client" } });
  });
});

describe("/_rockpool/local-providers", () => {
  const put = (body: object) =>
    fetch(`${server.url}/_rockpool/local-providers`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });

  test("shows and changes what the page offers, and has it ask again", async () => {
    const { poolId } = await place(server, "Google");
    const where = { userPoolId: poolId, providerName: "Google" };
    const accounts = [{ subject: "5", claims: { email: "five@example.com" } }];
    expect(await (await put({ ...where, accounts, answer: { subject: "5" } })).json()).toEqual({ accounts, answer: { subject: "5" } });
    expect(await (await put({ ...where, answer: null })).json()).toEqual({ accounts });
    expect(await (await fetch(`${server.url}/_rockpool/local-providers?${new URLSearchParams(where)}`)).json()).toEqual({ accounts });
  });

  test("refuses a provider that is not there, and an answer by nobody", async () => {
    const { poolId } = await place(server, "Google");
    expect((await put({ userPoolId: poolId, providerName: "Nobody" })).status).toBe(404);
    expect((await put({ userPoolId: poolId, providerName: "Google", answer: { subject: "nobody" } })).status).toBe(400);
    expect((await put({ userPoolId: poolId })).status).toBe(400);
  });
});
