import { beforeEach, describe, expect, test } from "vitest";
import { authorizePath, type Browser, browser, CALLBACK, hostedClient, hostedPool, postForm, signIn } from "../support/hosted.ts";
import { useTestServer } from "../support/server.ts";

const server = await useTestServer();
let pool: Awaited<ReturnType<typeof hostedPool>>;
beforeEach(async () => {
  pool = await hostedPool(server);
  await track("ENABLED");
});

const track = (UserSessionTracking: "ENABLED" | "DISABLED") =>
  server.call("SetUserPoolSessionConfiguration", { UserPoolId: pool.poolId, UserSessionTracking, TokenSession: { MaxPerUser: 20 } });
const validFor = (ClientId: string, MaxValidityMinutes: number) =>
  server.call("SetUserPoolClientSessionConfiguration", { UserPoolId: pool.poolId, ClientId, SSOSession: { MaxValidityMinutes } });
const request = (clientId = pool.clientId) => ({ response_type: "code", client_id: clientId, redirect_uri: CALLBACK });
const sessions = async () => (await server.call("AdminListUserSessions", { UserPoolId: pool.poolId, Username: "ada" })).Sessions;
const named = async (type: string) => (await sessions()).filter(({ SessionType }) => SessionType === type);
const revoke = (SessionId: string, RevokeAssociatedSessions?: string) =>
  server.call("AdminRevokeUserSession", {
    ...{ UserPoolId: pool.poolId, Username: "ada", SessionId },
    ...(RevokeAssociatedSessions ? { RevokeAssociatedSessions } : {}),
  });
const lives = async (AccessToken: string) =>
  (await fetch(`${server.url}/oauth2/userInfo`, { headers: { authorization: `Bearer ${AccessToken}` } })).status === 200;

/** Where /oauth2/authorize leads: to the callback with a code, or to the page of the sign-in. */
async function silently(agent: Browser, clientId = pool.clientId): Promise<"code" | "login"> {
  const { location } = await agent.visit(authorizePath(request(clientId)));
  return location.startsWith("/login?") ? "login" : "code";
}

const exchange = (code: string | null, client_id = pool.clientId) =>
  postForm(`${server.url}/oauth2/token`, { grant_type: "authorization_code", client_id, redirect_uri: CALLBACK, code: code! });
const codeOf = async (agent: Browser, clientId = pool.clientId) => {
  const { location } = await agent.visit(authorizePath(request(clientId)));
  return new URL(location).searchParams.get("code");
};

/** Two clients' tokens through one sign-in of a browser. */
async function signedInTwice() {
  const { UserPoolClient: second } = await hostedClient(server, pool.poolId);
  const agent = browser(server.url);
  const first = await exchange((await signIn(agent, request())).searchParams.get("code"));
  const other = await exchange(await codeOf(agent, second.ClientId), second.ClientId);
  const [sso] = await named("SSO");
  return { agent, second: second.ClientId, tokens: [first.body["access_token"]!, other.body["access_token"]!] as const, sso: sso! };
}

describe("a browser's session", () => {
  test("is listed with the token sessions that came through it, which name it", async () => {
    const { sso, second } = await signedInTwice();
    expect(sso).toMatchObject({ ClientId: pool.clientId, IsCurrentSession: false });
    expect(sso.SessionId).toMatch(/^sso[a-z0-9]{25}$/);
    expect(sso).not.toHaveProperty("OriginSessionId");
    const origins = (await named("TOKEN")).map(({ ClientId, OriginSessionId }) => [ClientId, OriginSessionId]);
    expect(new Map(origins as [string, string][])).toEqual(
      new Map([
        [pool.clientId, sso.SessionId],
        [second, sso.SessionId],
      ]),
    );
  });

  test("is active when tokens are given for it, and not when they are refreshed without rotation", async () => {
    const agent = browser(server.url);
    const { body } = await exchange((await signIn(agent, request())).searchParams.get("code"));
    const [made] = await named("SSO");
    server.advance(60);
    await exchange(await codeOf(agent));
    const [used] = await named("SSO");
    expect(used!.LastActiveDate - made!.LastActiveDate).toBeGreaterThanOrEqual(60);
    server.advance(60);
    const refreshed = { grant_type: "refresh_token", client_id: pool.clientId, refresh_token: body["refresh_token"]! };
    expect((await postForm(`${server.url}/oauth2/token`, refreshed)).status).toBe(200);
    expect((await named("SSO"))[0]!.LastActiveDate).toBe(used!.LastActiveDate);
  });

  test("that is revoked signs the browser out, and leaves the tokens alone unless linked ones are wanted too", async () => {
    const { agent, tokens, sso } = await signedInTwice();
    await revoke(sso.SessionId);
    expect(await silently(agent)).toBe("login");
    expect(await Promise.all(tokens.map(lives))).toEqual([true, true]);
    expect(await named("SSO")).toEqual([]);
  });

  test("that is revoked with linked ones ends all tokens that came through it, and codes that were not used yet", async () => {
    const { agent, tokens, sso, second } = await signedInTwice();
    const pending = await codeOf(agent, second);
    const apart = await exchange((await signIn(browser(server.url), request())).searchParams.get("code"));
    await revoke(sso.SessionId, "LINKED");
    expect(await Promise.all(tokens.map(lives))).toEqual([false, false]);
    expect((await exchange(pending, second)).body).toEqual({ error: "invalid_grant" });
    expect(await lives(apart.body["access_token"]!)).toBe(true);
    expect(await sessions()).toHaveLength(2);
  });

  test("ends with a token session where linked ones are wanted; another that came through it goes on", async () => {
    const { agent, tokens, second } = await signedInTwice();
    const [mine] = (await named("TOKEN")).filter(({ ClientId }) => ClientId === second);
    await revoke(mine!.SessionId, "LINKED");
    expect(await Promise.all(tokens.map(lives))).toEqual([true, false]);
    expect(await silently(agent)).toBe("login");
  });

  test("RevokeToken ends it with the token where linked ones are wanted, and not while nothing is tracked", async () => {
    for (const [tracking, then] of [
      ["ENABLED", "login"],
      ["DISABLED", "code"],
    ] as const) {
      await track("ENABLED");
      const agent = browser(server.url);
      const { body } = await exchange((await signIn(agent, request())).searchParams.get("code"));
      await track(tracking);
      const Token = body["refresh_token"]!;
      await server.call("RevokeToken", { ClientId: pool.clientId, Token, RevokeAssociatedSessions: "LINKED" });
      expect(await silently(agent)).toBe(then);
    }
  });

  test("of a user who signs out everywhere goes on, as documented, without tokens", async () => {
    const { agent } = await signedInTwice();
    await server.call("AdminUserGlobalSignOut", { UserPoolId: pool.poolId, Username: "ada" });
    expect((await sessions()).map(({ SessionType }) => SessionType)).toEqual(["SSO"]);
    expect(await silently(agent)).toBe("code");
  });

  test("is not listed after /logout", async () => {
    const { agent } = await signedInTwice();
    await agent.visit(authorizePath({ client_id: pool.clientId, logout_uri: "http://localhost:3000/bye" }, "/logout"));
    expect(await named("SSO")).toEqual([]);
  });
});

describe("how long a client takes a browser's session", () => {
  test("is an hour by default, longer or shorter as it is set, and never at 0, though the session is there for others", async () => {
    const [never, brief, long] = await Promise.all(
      [0, 10, 129_600].map(async (minutes) => {
        const { ClientId } = (await hostedClient(server, pool.poolId)).UserPoolClient;
        await validFor(ClientId, minutes);
        return ClientId;
      }),
    );
    const agent = browser(server.url);
    await signIn(agent, request(never));
    const outcomes = async () => [
      await silently(agent, never),
      await silently(agent, brief),
      await silently(agent),
      await silently(agent, long),
    ];
    expect(await outcomes()).toEqual(["login", "code", "code", "code"]);
    server.advance(11 * 60);
    expect(await outcomes()).toEqual(["login", "login", "code", "code"]);
    server.advance(50 * 60);
    expect(await outcomes()).toEqual(["login", "login", "login", "code"]);
    expect(await named("SSO")).toHaveLength(1);
    server.advance(90 * 86_400);
    expect(await outcomes()).toEqual(["login", "login", "login", "login"]);
    expect(await named("SSO")).toEqual([]);
  });

  test("is an hour again while nothing is tracked", async () => {
    await validFor(pool.clientId, 0);
    const agent = browser(server.url);
    await signIn(agent, request());
    expect(await silently(agent)).toBe("login");
    await track("DISABLED");
    expect(await silently(agent)).toBe("code");
  });
});
