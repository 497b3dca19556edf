import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { TABLE_DEFINITIONS } from "#src/records/tables.ts";
import { tokenSessions } from "#src/records/token-sessions.ts";
import { claimsOf } from "../support/hosted.ts";
import { startTestServer, type TestServer, useTestServer } from "../support/server.ts";

const server = await useTestServer();
const PASSWORD = "Corr3ct-Horse";
const FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"];

/** A pool with a user and a client. `max`: of tracked sessions; absent: none are tracked. */
async function poolOf(at: TestServer, { max, client = {} }: { max?: number; client?: object } = {}) {
  const UserPoolId: string = (await at.call("CreateUserPool", { PoolName: "sessions" })).UserPool.Id;
  if (max !== undefined) await track(at, UserPoolId, max);
  const created = await at.call("CreateUserPoolClient", { UserPoolId, ClientName: "web", ExplicitAuthFlows: FLOWS, ...client });
  await at.call("AdminCreateUser", { UserPoolId, Username: "ada", MessageAction: "SUPPRESS" });
  await at.call("AdminSetUserPassword", { UserPoolId, Username: "ada", Password: PASSWORD, Permanent: true });
  return { UserPoolId, ClientId: created.UserPoolClient.ClientId };
}

const track = (at: TestServer, UserPoolId: string, MaxPerUser: number, UserSessionTracking: "ENABLED" | "DISABLED" = "ENABLED") =>
  at.call("SetUserPoolSessionConfiguration", { UserPoolId, UserSessionTracking, TokenSession: { MaxPerUser } });

const signIn = async (at: TestServer, ClientId: string, headers: Record<string, string> = {}) => {
  const input = { ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters: { USERNAME: "ada", PASSWORD } };
  const { status, body } = await at.send("InitiateAuth", input, headers);
  if (status !== 200) throw new Error(`the sign-in answered ${status}: ${JSON.stringify(body)}`);
  return body.AuthenticationResult as { AccessToken: string; IdToken: string; RefreshToken: string };
};
const refresh = (at: TestServer, ClientId: string, token: string, headers: Record<string, string> = {}) =>
  at.send("InitiateAuth", { ClientId, AuthFlow: "REFRESH_TOKEN_AUTH", AuthParameters: { REFRESH_TOKEN: token } }, headers);
const sessionsOf = async (at: TestServer, UserPoolId: string) =>
  (await at.call("AdminListUserSessions", { UserPoolId, Username: "ada" })).Sessions;
const lives = async (at: TestServer, AccessToken: string) => (await at.send("GetUser", { AccessToken })).status === 200;

const CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";
const FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0";

let pool: Awaited<ReturnType<typeof poolOf>>;
beforeEach(async () => {
  pool = await poolOf(server, { max: 3 });
});

describe("token sessions", () => {
  test("a sign-in makes one with its device, and a refresh renews device and time of the same one", async () => {
    const { UserPoolId, ClientId } = pool;
    const { RefreshToken } = await signIn(server, ClientId, { "user-agent": CHROME });
    const [made] = await sessionsOf(server, UserPoolId);
    expect(made).toMatchObject({ DeviceType: "Chrome 126, Linux", LastIPAddress: "127.0.0.1" });
    server.advance(60);
    await refresh(server, ClientId, RefreshToken, { "user-agent": FIREFOX });
    const [renewed, ...others] = await sessionsOf(server, UserPoolId);
    expect(others).toEqual([]);
    expect(renewed).toEqual({ ...made, DeviceType: "Firefox 127, Windows", LastActiveDate: expect.any(Number) as number });
    expect(renewed!.LastActiveDate - made!.LastActiveDate).toBeGreaterThanOrEqual(60);
  });

  test("a chain of rotated refresh tokens is one, and ends as one", async () => {
    const rotation = { ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"], RefreshTokenRotation: { Feature: "ENABLED" } };
    const { UserPoolId, ClientId } = await poolOf(server, { max: 3, client: rotation });
    const { AccessToken, RefreshToken } = await signIn(server, ClientId);
    const { AuthenticationResult: next } = await server.call("GetTokensFromRefreshToken", { ClientId, RefreshToken });
    const [session, ...others] = await sessionsOf(server, UserPoolId);
    expect(others).toEqual([]);
    await server.call("AdminRevokeUserSession", { UserPoolId, Username: "ada", SessionId: session!.SessionId });
    expect([await lives(server, AccessToken), await lives(server, next.AccessToken)]).toEqual([false, false]);
    expect((await server.send("GetTokensFromRefreshToken", { ClientId, RefreshToken: next.RefreshToken })).status).toBe(400);
  });

  test("one ends with the last of its tokens", async () => {
    const { UserPoolId, ClientId } = await poolOf(server, {
      ...{ max: 3, client: { RefreshTokenValidity: 60, TokenValidityUnits: { RefreshToken: "minutes" } } },
    });
    await signIn(server, ClientId);
    server.advance(3599);
    expect(await sessionsOf(server, UserPoolId)).toHaveLength(1);
    server.advance(2);
    expect(await sessionsOf(server, UserPoolId)).toEqual([]);
  });

  test("of many sign-ins at the same time as many go on as there may be, and one sign-in later too", async () => {
    const { UserPoolId, ClientId } = pool;
    const tokens = await Promise.all(Array.from({ length: 12 }, () => signIn(server, ClientId)));
    const alive = await Promise.all(tokens.map(({ AccessToken }) => lives(server, AccessToken)));
    expect(alive.filter(Boolean)).toHaveLength(3);
    expect(await sessionsOf(server, UserPoolId)).toHaveLength(3);
    const last = await signIn(server, ClientId);
    expect(await sessionsOf(server, UserPoolId)).toHaveLength(3);
    expect(await lives(server, last.AccessToken)).toBe(true);
  });

  test("sessions that are over make room for none that goes on", async () => {
    const { UserPoolId, ClientId } = pool;
    const kept = await signIn(server, ClientId);
    for (let round = 0; round < 4; round += 1) {
      const { RefreshToken } = await signIn(server, ClientId);
      await server.call("RevokeToken", { ClientId, Token: RefreshToken });
    }
    await signIn(server, ClientId);
    expect(await lives(server, kept.AccessToken)).toBe(true);
    expect(await sessionsOf(server, UserPoolId)).toHaveLength(2);
  });

  test("a lower limit ends nothing by itself, and the next sign-in brings the user within it", async () => {
    const { UserPoolId, ClientId } = pool;
    for (let round = 0; round < 3; round += 1) await signIn(server, ClientId);
    await track(server, UserPoolId, 1);
    expect(await sessionsOf(server, UserPoolId)).toHaveLength(3);
    const last = await signIn(server, ClientId);
    expect((await server.call("ListUserSessions", { AccessToken: last.AccessToken })).Sessions).toMatchObject([{ IsCurrentSession: true }]);
  });

  test("while tracking is off nothing is listed or renewed, and what goes on is there again afterwards", async () => {
    const { UserPoolId, ClientId } = pool;
    const first = await signIn(server, ClientId);
    const listed = await sessionsOf(server, UserPoolId);
    await track(server, UserPoolId, 3, "DISABLED");
    server.advance(60);
    await refresh(server, ClientId, first.RefreshToken);
    await signIn(server, ClientId);
    expect((await server.refusal("AdminListUserSessions", { UserPoolId, Username: "ada" })).__type).toBe("OperationNotEnabledException");
    await track(server, UserPoolId, 3);
    expect(await sessionsOf(server, UserPoolId)).toEqual(listed);
  });

  test("every sign-out, and the deletion of the user, ends them", async () => {
    const { UserPoolId, ClientId } = pool;
    const { AccessToken } = await signIn(server, ClientId);
    await server.call("GlobalSignOut", { AccessToken });
    expect(await sessionsOf(server, UserPoolId)).toEqual([]);
    await signIn(server, ClientId);
    expect(await sessionsOf(server, UserPoolId)).toHaveLength(1);
    await server.call("AdminDeleteUser", { UserPoolId, Username: "ada" });
    expect(await tokenSessions.count(server.services.store, UserPoolId)).toBe(0);
  });

  test("a refresh that comes at the same time as the revocation leaves no token that works", async () => {
    const { UserPoolId, ClientId } = pool;
    const { RefreshToken } = await signIn(server, ClientId);
    const [session] = await sessionsOf(server, UserPoolId);
    const answers = await Promise.all([
      ...Array.from({ length: 4 }, () => refresh(server, ClientId, RefreshToken)),
      server.send("AdminRevokeUserSession", { UserPoolId, Username: "ada", SessionId: session!.SessionId }),
      ...Array.from({ length: 4 }, () => refresh(server, ClientId, RefreshToken)),
    ]);
    const issued = answers.flatMap(({ body }) => (body.AuthenticationResult as { AccessToken: string } | undefined)?.AccessToken ?? []);
    expect(await Promise.all(issued.map((token) => lives(server, token)))).toEqual(issued.map(() => false));
    expect(await sessionsOf(server, UserPoolId)).toEqual([]);
  });

  test("tokens name their sign-in though the client's cannot be revoked, and only where sessions are tracked", async () => {
    const client = { EnableTokenRevocation: false };
    const tracked = await signIn(server, (await poolOf(server, { max: 3, client })).ClientId);
    const plain = await signIn(server, (await poolOf(server, { client })).ClientId);
    expect(claimsOf(tracked.AccessToken)).toHaveProperty("origin_jti", claimsOf(tracked.IdToken)["origin_jti"]);
    expect(claimsOf(plain.AccessToken)).not.toHaveProperty("origin_jti");
  });

  test("a sign-in of a pool that tracks none writes nothing of it", async () => {
    const { UserPoolId, ClientId } = await poolOf(server);
    const { store } = server.services;
    const sizes = async () => Promise.all(TABLE_DEFINITIONS.map(({ name }) => store.count(name, UserPoolId)));
    const before = await sizes();
    await signIn(server, ClientId);
    expect(await sizes()).toEqual(before);
  });

  test("more sessions than a page holds come page by page, the newest first", async () => {
    const { UserPoolId, ClientId } = pool;
    const sub = (await server.call("AdminGetUser", { UserPoolId, Username: "ada" })).UserAttributes.find(
      ({ Name }) => Name === "sub",
    )!.Value;
    const now = server.services.clock.now();
    for (let index = 0; index < 130; index += 1) {
      const id = `tkn${String(index).padStart(25, "0")}`;
      const times = { createdAt: now + index, activeAt: now, expiresAt: now + 1_000_000, use: "-" };
      const row = { poolId: UserPoolId, id, originJti: `f${index}`, sub: sub, clientId: ClientId, ipAddress: "192.0.2.1", ...times };
      await server.services.store.commit([tokenSessions.put(row)]);
    }
    const first = await server.call("AdminListUserSessions", { UserPoolId, Username: "ada" });
    expect(first.Sessions).toHaveLength(125);
    expect(first.Sessions[0]).toMatchObject({ SessionId: `tkn${"129".padStart(25, "0")}`, DeviceType: "unknown" });
    const rest = await server.call("AdminListUserSessions", { UserPoolId, Username: "ada", NextToken: first.NextToken });
    expect(rest.Sessions.map(({ SessionId }) => SessionId)).toEqual([4, 3, 2, 1, 0].map((n) => `tkn${String(n).padStart(25, "0")}`));
    expect(rest.NextToken).toBeUndefined();
    const { __type } = await server.refusal("AdminListUserSessions", { UserPoolId, Username: "bob", NextToken: first.NextToken });
    expect(__type).toBe("UserNotFoundException");
  });
});

test("sessions, and that one was revoked, outlive the server", async () => {
  const data = await mkdtemp(join(tmpdir(), "sessions-"));
  const first = await startTestServer({ data });
  const { UserPoolId, ClientId } = await poolOf(first, { max: 5 });
  const [dead, alive] = [await signIn(first, ClientId), await signIn(first, ClientId)];
  const [, older] = await sessionsOf(first, UserPoolId);
  await first.call("AdminRevokeUserSession", { UserPoolId, Username: "ada", SessionId: older!.SessionId });
  const listed = await sessionsOf(first, UserPoolId);
  await first.close();
  const second = await startTestServer({ data });
  expect(await sessionsOf(second, UserPoolId)).toEqual(listed);
  expect((await refresh(second, ClientId, dead.RefreshToken)).body.message).toBe("Refresh Token has been revoked");
  expect((await refresh(second, ClientId, alive.RefreshToken)).status).toBe(200);
  await second.close();
  await rm(data, { recursive: true });
});
