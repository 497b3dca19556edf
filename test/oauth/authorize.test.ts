import { describe, expect, test } from "vitest";
import { authorizePath, browser, CALLBACK, claimsOf, hostedPool, signIn, tokensOf } from "../support/hosted.ts";
import { useTestServer } from "../support/server.ts";

const server = await useTestServer();

const ask = async (parameters: Record<string, string | undefined>, host?: string) =>
  (await browser(server.url, { host }).visit(authorizePath(parameters))).location;

const code = (clientId: string, more: Record<string, string> = {}) => ({
  response_type: "code",
  client_id: clientId,
  redirect_uri: CALLBACK,
  ...more,
});

describe("authorize", () => {
  test("before it knows where the user came from, leads to the error page", async () => {
    const { poolId } = await hostedPool(server);
    const closed = (await server.call("CreateUserPoolClient", { UserPoolId: poolId, ClientName: "closed" })).UserPoolClient.ClientId;
    expect(await ask({})).toBe("/error?error=Required+parameters+missing");
    expect(await ask(code(""))).toBe("/error?error=Required+parameters+missing");
    expect(await ask(code("nobody"))).toBe("/error?error=invalid_request&client_id=nobody");
    expect(await ask(code(closed))).toBe(`/error?error=invalid_request&client_id=${closed}`);
    const page = await browser(server.url).visit("/error?error=invalid_request");
    expect([page.status, page.headers.get("content-type")]).toEqual([400, "text/html;charset=UTF-8"]);
    expect(page.text).toContain("An error was encountered with the requested page.");
  });

  test("after that, tells the client, with its state", async () => {
    const { clientId } = await hostedPool(server);
    const refused: [Record<string, string | undefined>, string][] = [
      [{ response_type: undefined }, "state=s&error=invalid_request"],
      [{ response_type: "id_token" }, "state=s&error=invalid_request"],
      [{ response_type: "token" }, "state=s&error=unauthorized_client"],
      [{ scope: "openid unknown/scope" }, "error_description=invalid_scope&state=s&error=invalid_request"],
      [{ scope: "email" }, "error_description=invalid_scope&state=s&error=invalid_request"],
      [{ max_age: "soon" }, "state=s&error=invalid_request"],
      [{ resource: "http://api.example.com" }, "state=s&error=invalid_request"],
    ];
    for (const [change, query] of refused)
      expect(await ask({ ...code(clientId), state: "s", ...change }), JSON.stringify(change)).toBe(`${CALLBACK}?${query}`);
    expect(await ask(code(clientId, { state: '{"a":1}' }))).toContain("error=invalid_request");
    const twice = await browser(server.url).visit(`${authorizePath(code(clientId))}&scope=openid&scope=email`);
    expect(twice.location).toBe(`${CALLBACK}?error=invalid_request`);
  });

  test("hands all parameters on to /login, and takes a client's only address for granted", async () => {
    const { clientId } = await hostedPool(server);
    const query = new URLSearchParams({ response_type: "code", client_id: clientId, login_hint: "ada", lang: "de" }).toString();
    expect((await browser(server.url).visit(`/oauth2/authorize?${query}`)).location).toBe(`/login?${query}`);
    expect((await browser(server.url).visit(`/authorize?${query}`)).location).toBe(`/login?${query}`);
  });

  test("a pool without a domain has no pages, and the refusal says which call makes one", async () => {
    const { poolId, clientId, prefix } = await hostedPool(server);
    await server.call("DeleteUserPoolDomain", { UserPoolId: poolId, Domain: prefix });
    expect(new URL(await ask(code(clientId)), server.url).searchParams.get("error")).toContain("CreateUserPoolDomain");
  });

  test("finds the pool by its prefix, its custom domain and its name below localhost, where only its own clients are known", async () => {
    const custom = {
      Domain: "id.shop.example.com",
      CustomDomainConfig: { CertificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/1" },
    };
    const { poolId, clientId, prefix } = await hostedPool(server);
    await server.call("CreateUserPoolDomain", { UserPoolId: poolId, ...custom });
    const other = await hostedPool(server);
    for (const host of [
      `${prefix}.auth.us-east-1.amazoncognito.com`,
      "id.shop.example.com",
      `${prefix}.localhost:4100`,
      "anything.example.com",
    ])
      expect(await ask(code(clientId), host), host).toMatch(/^\/login\?/);
    for (const host of [`${prefix}.auth.us-east-1.amazoncognito.com`, "id.shop.example.com", `${prefix}.localhost:4100`])
      expect(await ask(code(other.clientId), host), host).toBe(`/error?error=Client+does+not+exist&client_id=${other.clientId}`);
    for (const host of ["vacant.auth.us-east-1.amazoncognito.com", `${prefix}.auth.eu-west-1.amazoncognito.com`])
      expect(await ask(code(clientId), host), host).toContain("CreateUserPoolDomain");
  });
});

describe("the browser's session", () => {
  const managed = { domain: { ManagedLoginVersion: 2 } };

  test("is wanted by prompt=none of managed login, passed over by max_age, and over after an hour", async () => {
    const { clientId } = await hostedPool(server, managed);
    const classic = await hostedPool(server);
    expect(await ask(code(clientId, { prompt: "none", state: "s" }))).toBe(`${CALLBACK}?state=s&error=login_required`);
    expect(await ask(code(clientId, { prompt: "none login" }))).toBe(`${CALLBACK}?error=invalid_request`);
    expect(await ask(code(classic.clientId, { prompt: "none" }))).toMatch(/^\/login\?/);
    const agent = browser(server.url);
    await signIn(agent, code(classic.clientId));
    const go = async (more: Record<string, string> = {}) => (await agent.visit(authorizePath(code(classic.clientId, more)))).location;
    server.advance(120);
    expect(await go({ max_age: "60" })).toMatch(/^\/login\?/);
    expect(await go({ max_age: "600" })).toContain("code=");
    server.advance(3600 - 121);
    expect(await go()).toContain("code=");
    server.advance(2);
    expect(await go()).toMatch(/^\/login\?/);
  });

  test("ends with /logout, which leads to a registered address or to a new sign-in", async () => {
    const { clientId } = await hostedPool(server);
    const agent = browser(server.url);
    await signIn(agent, code(clientId));
    const kept = [...agent.jar];
    const out = await agent.visit(authorizePath({ client_id: clientId, logout_uri: "http://localhost:3000/bye" }, "/logout"));
    expect([out.status, out.location]).toEqual([302, "http://localhost:3000/bye"]);
    for (const [name, value] of kept) agent.jar.set(name, value);
    expect((await agent.visit(authorizePath(code(clientId)))).location).toMatch(/^\/login\?/);
    const again = await agent.visit(authorizePath(code(clientId, { state: "s" }), "/logout"));
    expect(Object.fromEntries(new URL(again.location, server.url).searchParams)).toEqual({
      ...code(clientId, { state: "s" }),
      scope: "openid email profile",
    });
    const wrong = await agent.visit(authorizePath({ client_id: clientId, logout_uri: "https://evil.example.com" }, "/logout"));
    expect(wrong.location).toContain("/error?error=Required+String+parameter+%27redirect_uri%27+is+not+present");
  });
});

describe("tokens", () => {
  test("of the implicit flow come in the fragment, without a refresh token", async () => {
    const { clientId } = await hostedPool(server, { client: { AllowedOAuthFlows: ["implicit"] } });
    const callback = await signIn(browser(server.url), { ...code(clientId), response_type: "token", state: "s", nonce: "n" });
    const fragment = new URLSearchParams(callback.hash.slice(1));
    expect([...fragment.keys()]).toEqual(["id_token", "access_token", "token_type", "expires_in", "state"]);
    expect(claimsOf(fragment.get("id_token")!)).toMatchObject({ nonce: "n", aud: clientId });
    expect(callback.search).toBe("");
  });

  test("and userInfo show what the scopes are for, and userInfo in texts", async () => {
    const { clientId } = await hostedPool(server, { client: { AllowedOAuthScopes: ["openid", "email", "phone", "profile"] } });
    const shown = async (scope: string) => {
      const { access_token, id_token } = await tokensOf(server, { clientId, scope });
      const response = await fetch(`${server.url}/oauth2/userInfo`, { headers: { authorization: `Bearer ${access_token}` } });
      const names = ["name", "email", "email_verified", "phone_number"];
      const info = (await response.json()) as Record<string, unknown>;
      expect(names.filter((name) => name in claimsOf(id_token))).toEqual(names.filter((name) => name in info));
      return info;
    };
    expect(await shown("openid")).toMatchObject({ username: "ada", name: "Ada", email_verified: "true", phone_number: "+15550100" });
    expect(Object.keys(await shown("openid email")).sort()).toEqual(["email", "email_verified", "sub", "username"]);
    expect(Object.keys(await shown("openid profile")).sort()).toEqual(["name", "sub", "username"]);
    expect(Object.keys(await shown("openid phone")).sort()).toEqual(["phone_number", "sub", "username"]);
  });

  test("are for nobody who may read an address and not whether it is verified", async () => {
    const { clientId } = await hostedPool(server, { client: { ReadAttributes: ["email", "name"] } });
    await expect(tokensOf(server, { clientId, scope: "openid email" })).rejects.toThrow('400: {"error":"invalid_grant"}');
    expect(await tokensOf(server, { clientId, scope: "openid profile" })).toHaveProperty("id_token");
  });
});

describe("what scripts of every origin may call", () => {
  test("are token, revoke and userInfo, and no page", async () => {
    for (const path of ["/oauth2/token", "/oauth2/revoke", "/oauth2/userInfo"]) {
      const preflight = await fetch(server.url + path, {
        method: "OPTIONS",
        headers: { "access-control-request-headers": "authorization" },
      });
      expect(preflight.headers.get("access-control-allow-origin"), path).toBe("*");
      expect(preflight.headers.get("access-control-allow-headers"), path).toBe("authorization");
    }
    const { clientId } = await hostedPool(server);
    const page = await browser(server.url).visit(authorizePath(code(clientId), "/login"));
    expect(page.headers.get("access-control-allow-origin")).toBeNull();
  });
});
