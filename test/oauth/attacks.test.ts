import { describe, expect, test } from "vitest";
import {
  authorizePath,
  browser,
  CALLBACK,
  hostedClient,
  hostedPool,
  PASSWORD,
  pkce,
  postForm,
  signIn,
  tokensOf,
} from "../support/hosted.ts";
import { useTestServer } from "../support/server.ts";

const server = await useTestServer();

const token = (fields: Record<string, string>) => postForm(`${server.url}/oauth2/token`, { grant_type: "authorization_code", ...fields });
const userInfo = (text: string, host?: string) =>
  browser(server.url, { host }).visit("/oauth2/userInfo", { headers: { authorization: `Bearer ${text}` } });
const invalidGrant = { status: 400, body: { error: "invalid_grant" } };

async function codeFor(client_id: string, parameters: Record<string, string> = {}): Promise<string> {
  const callback = await signIn(browser(server.url), { response_type: "code", client_id, redirect_uri: CALLBACK, ...parameters });
  return callback.searchParams.get("code")!;
}

describe("a code", () => {
  test("used twice gives nothing, and takes back what it gave", async () => {
    const { clientId: client_id } = await hostedPool(server);
    const code = await codeFor(client_id);
    const { body } = await token({ client_id, code, redirect_uri: CALLBACK });
    expect((await userInfo(body["access_token"]!)).status).toBe(200);
    expect(await token({ client_id, code, redirect_uri: CALLBACK })).toMatchObject(invalidGrant);
    expect((await userInfo(body["access_token"]!)).status).toBe(401);
    const refreshed = await postForm(`${server.url}/oauth2/token`, {
      grant_type: "refresh_token",
      client_id,
      refresh_token: body["refresh_token"]!,
    });
    expect(refreshed).toMatchObject(invalidGrant);
  });

  test("used by many at the same moment serves one of them at most", async () => {
    const { clientId: client_id } = await hostedPool(server);
    const code = await codeFor(client_id);
    const answers = await Promise.all(Array.from({ length: 5 }, () => token({ client_id, code, redirect_uri: CALLBACK })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test("is worth nothing to another client, with another redirect, after five minutes, or made up", async () => {
    const { poolId, clientId: client_id } = await hostedPool(server);
    const other = (await hostedClient(server, poolId)).UserPoolClient.ClientId;
    const code = await codeFor(client_id);
    expect(await token({ client_id: other, code, redirect_uri: CALLBACK })).toMatchObject(invalidGrant);
    expect(await token({ client_id, code: "00000000-0000-4000-8000-000000000000", redirect_uri: CALLBACK })).toMatchObject(invalidGrant);
    expect(await token({ client_id, code, redirect_uri: `${CALLBACK}/` })).toMatchObject({
      status: 400,
      body: { error: "unauthorized_client", error_description: "invalid_redirect" },
    });
    expect(await token({ client_id, code })).toMatchObject({ status: 400, body: { error: "invalid_request" } });
    server.advance(301);
    expect(await token({ client_id, code, redirect_uri: CALLBACK })).toMatchObject(invalidGrant);
  });

  test("with PKCE wants its verifier, and without takes none", async () => {
    const { clientId: client_id } = await hostedPool(server);
    const { verifier, challenge } = pkce();
    const code = await codeFor(client_id, { code_challenge: challenge, code_challenge_method: "S256" });
    expect(await token({ client_id, code, redirect_uri: CALLBACK })).toMatchObject(invalidGrant);
    for (const wrong of [pkce().verifier, challenge, `${verifier}=`])
      expect(await token({ client_id, code, redirect_uri: CALLBACK, code_verifier: wrong }), wrong).toMatchObject(invalidGrant);
    expect((await token({ client_id, code, redirect_uri: CALLBACK, code_verifier: verifier })).status).toBe(200);
    const plain = await codeFor(client_id);
    expect(await token({ client_id, code: plain, redirect_uri: CALLBACK, code_verifier: verifier })).toMatchObject(invalidGrant);
  });

  test("PKCE cannot be downgraded to the plain method", async () => {
    const { clientId: client_id } = await hostedPool(server);
    for (const pair of [
      { code_challenge: "abc" },
      { code_challenge_method: "S256" },
      { code_challenge: "abc", code_challenge_method: "plain" },
    ]) {
      const { location } = await browser(server.url).visit(
        authorizePath({ response_type: "code", client_id, redirect_uri: CALLBACK, ...pair }),
      );
      expect(location).toBe(`${CALLBACK}?error=invalid_request`);
    }
  });
});

describe("an address to come back to", () => {
  test.each([
    "http://localhost:3000/callback/",
    "http://localhost:3001/callback",
    "http://localhost:3000/callback?x=1",
    "http://localhost:3000/callback#x",
    "http://localhost:3000/%63allback",
    "http://localhost:3000/x/../callback",
    "http://localhost:3000@evil.example.com/callback",
    "http://user@localhost:3000/callback",
    "http://localhost:3000\\@evil.example.com/callback",
    "HTTP://localhost:3000/callback",
    "//localhost:3000/callback",
    "javascript:alert(1)",
    "http://localhost:3000/callback\r\nset-cookie: a=b",
  ])("%j is not the registered one", async (redirect_uri) => {
    const { clientId: client_id } = await hostedPool(server);
    const { status, location } = await browser(server.url).visit(authorizePath({ response_type: "code", client_id, redirect_uri }));
    expect({ status, location }).toEqual({ status: 302, location: `/error?error=redirect_mismatch&client_id=${client_id}` });
    const page = await browser(server.url).visit(authorizePath({ response_type: "code", client_id, redirect_uri }, "/login"));
    expect(page.location).toBe(location);
  });

  test("nothing in a parameter becomes a header or another parameter", async () => {
    const { clientId: client_id } = await hostedPool(server);
    const state = "x\r\nset-cookie: evil=1\r\n\r\n<script>&code=stolen#frag";
    const callback = await signIn(browser(server.url), { response_type: "code", client_id, redirect_uri: CALLBACK, state });
    expect(callback.searchParams.getAll("code")).toHaveLength(1);
    expect(callback.searchParams.get("state")).toBe(state);
    const error = await browser(server.url).visit(authorizePath({ client_id: "nobody\r\nset-cookie: evil=1" }));
    expect(error.headers.get("set-cookie")).not.toContain("evil");
    expect((await browser(server.url).visit("/error?error=%3Cscript%3Ealert(1)%3C/script%3E")).text).not.toContain("<script>alert");
  });
});

describe("a browser", () => {
  test("whose form was made for another, or for none, signs nobody in", async () => {
    const { clientId: client_id } = await hostedPool(server);
    const victim = browser(server.url);
    const login = authorizePath({ response_type: "code", client_id, redirect_uri: CALLBACK }, "/login");
    await victim.visit(login);
    const attacker = browser(server.url);
    await attacker.visit(login);
    const fields = { username: "ada", password: PASSWORD };
    for (const extra of [{}, { _csrf: "" }, { _csrf: attacker.jar.get("XSRF-TOKEN")! }, { csrf: '"x"' }]) {
      const { status, location } = await victim.submit(login, { ...fields, ...(extra as Record<string, string>) });
      expect([status, location]).toEqual([403, ""]);
    }
    expect((await browser(server.url).submit(login, { ...fields, _csrf: "" })).status).toBe(403);
  });

  test("has another token and session after a sign-in than before, and a made-up session is none", async () => {
    const { clientId: client_id, poolId } = await hostedPool(server);
    const parameters = { response_type: "code", client_id, redirect_uri: CALLBACK };
    const agent = browser(server.url);
    await agent.visit(authorizePath(parameters, "/login"));
    const before = agent.jar.get("XSRF-TOKEN");
    agent.jar.set(`cognito-${poolId}`, "chosen-by-somebody-else");
    await signIn(agent, parameters);
    expect(agent.jar.get("XSRF-TOKEN")).not.toBe(before);
    expect(agent.jar.get(`cognito-${poolId}`)).not.toBe("chosen-by-somebody-else");
    const other = await hostedPool(server);
    agent.jar.set(`cognito-${other.poolId}`, agent.jar.get(`cognito-${poolId}`)!);
    expect((await agent.visit(authorizePath({ ...parameters, client_id: other.clientId }))).location).toMatch(/^\/login\?/);
  });
});

describe("userInfo", () => {
  test("takes access tokens alone, of the pool whose host it is, with openid, of users that are there", async () => {
    const { poolId, clientId } = await hostedPool(server);
    const other = await hostedPool(server);
    const tokens = await tokensOf(server, { clientId, scope: "openid email" });
    expect((await userInfo(tokens.access_token)).status).toBe(200);
    expect((await userInfo(tokens.access_token, `${other.prefix}.auth.us-east-1.amazoncognito.com`)).status).toBe(401);
    for (const wrong of [tokens.id_token, tokens.refresh_token, "garbage", `${tokens.access_token}x`])
      expect((await userInfo(wrong)).status, wrong.slice(0, 12)).toBe(401);
    const none = await browser(server.url).visit("/oauth2/userInfo");
    expect(none.status).toBe(400);
    expect(none.headers.get("www-authenticate")).toBe(
      'error="invalid_request", error_description="Bad OAuth2 request at UserInfo Endpoint"',
    );
    await server.call("AdminUserGlobalSignOut", { UserPoolId: poolId, Username: "ada" });
    const gone = await userInfo(tokens.access_token);
    expect(JSON.parse(gone.text)).toMatchObject({ error: "invalid_token" });
    expect(gone.headers.get("www-authenticate")).toContain('error="invalid_token"');
  });
});
