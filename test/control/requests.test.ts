import { describe, expect, test } from "vitest";
import { openEvents } from "../support/events.ts";
import { CALLBACK, hostedPool } from "../support/hosted.ts";
import { useTestServer } from "../support/server.ts";

const server = await useTestServer();

const list = async (query = "") => {
  const response = await fetch(`${server.url}/_rockpool/requests${query}`);
  expect(response.status).toBe(200);
  // The wire is what tests look at, whatever its type.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  return (await response.json()) as any[];
};

const createPool = async (PoolName = "shop"): Promise<string> => (await server.call("CreateUserPool", { PoolName })).UserPool.Id;
const createClient = async (pool: string): Promise<string> =>
  (await server.call("CreateUserPoolClient", { UserPoolId: pool, ClientName: "web", ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"] }))
    .UserPoolClient.ClientId;

describe("a call of the API", () => {
  test("is kept with operation, pool, user, status, duration, request and answer", async () => {
    const pool = await createPool();
    const client = await createClient(pool);
    const { UserSub } = await server.call("SignUp", { ClientId: client, Username: "ada", Password: "Secret-Passw0rd" });
    const [signUp, createdClient, createdPool] = await list();
    expect(signUp).toEqual({
      id: createdClient.id + 1,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      kind: "api",
      operation: "SignUp",
      userPoolId: pool,
      clientId: client,
      username: "ada",
      status: 200,
      durationMs: expect.any(Number),
      request: { ClientId: client, Username: "ada", Password: "***" },
      answer: { UserSub, UserConfirmed: false },
    });
    expect(createdPool).toMatchObject({ operation: "CreateUserPool", userPoolId: pool, request: { PoolName: "shop" } });
    expect(await server.control.requests()).toEqual(await list());
  });

  test("that is refused is kept with the error and what the caller is told, in which no secret is quoted", async () => {
    const pool = await createPool();
    await server.refusal("AdminGetUser", { UserPoolId: pool, Username: "nobody" });
    await server.refusal("ConfirmSignUp", { ClientId: "x", Username: "ada", ConfirmationCode: "code 12345" });
    const [confirm, get] = await list();
    expect(get).toMatchObject({
      status: 400,
      error: "UserNotFoundException",
      message: "User does not exist.",
      userPoolId: pool,
      username: "nobody",
      answer: { __type: "UserNotFoundException", message: "User does not exist." },
    });
    expect(confirm).toMatchObject({ error: "InvalidParameterException", request: { ConfirmationCode: "***" } });
    expect(confirm.message).toContain("'confirmationCode' failed to satisfy constraint");
    expect(JSON.stringify(confirm)).not.toContain("code 12345");
  });

  test("that names no operation or is no JSON is kept without what it is not", async () => {
    await server.send("ListUserPools", "{", {});
    await fetch(server.url, { method: "POST", headers: { "x-amz-target": "AWSCognitoIdentityProviderService.Nothing" }, body: "{}" });
    const [unknown, malformed] = await list();
    expect(malformed).toMatchObject({ operation: "ListUserPools", status: 400, error: "SerializationException" });
    expect(malformed).not.toHaveProperty("request");
    expect(unknown).toMatchObject({ operation: "AWSCognitoIdentityProviderService.Nothing", error: "UnknownOperationException" });
  });

  test("with a token is one of the token's user and pool", async () => {
    const pool = await createPool();
    const client = await createClient(pool);
    await server.call("AdminCreateUser", { UserPoolId: pool, Username: "ada", MessageAction: "SUPPRESS" });
    await server.call("AdminSetUserPassword", { UserPoolId: pool, Username: "ada", Password: "Secret-Passw0rd", Permanent: true });
    const { AuthenticationResult } = await server.call("InitiateAuth", {
      ClientId: client,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: "ada", PASSWORD: "Secret-Passw0rd" },
    });
    await server.call("GetUser", { AccessToken: AuthenticationResult.AccessToken });
    const [getUser, signIn] = await list();
    expect(getUser).toMatchObject({ operation: "GetUser", userPoolId: pool, username: "ada", clientId: client });
    expect(signIn).toMatchObject({
      request: { AuthParameters: { USERNAME: "ada", PASSWORD: "***" } },
      answer: { AuthenticationResult: { AccessToken: "***", IdToken: "***", RefreshToken: "***", TokenType: "Bearer", ExpiresIn: 3600 } },
    });
  });
});

describe("the list", () => {
  test("is narrowed down by pool, user, operation and limit", async () => {
    const [one, other] = [await createPool(), await createPool()];
    for (const UserPoolId of [one, other])
      for (const Username of ["ada", "bob"]) await server.call("AdminCreateUser", { UserPoolId, Username, MessageAction: "SUPPRESS" });
    const brief = async (query: string) =>
      (await list(query)).map(({ operation, userPoolId, username }) => [operation, userPoolId, username]);
    expect(await brief(`?userPoolId=${one}&username=ADA`)).toEqual([["AdminCreateUser", one, "ada"]]);
    expect(await brief("?operation=AdminCreateUser&limit=2")).toEqual([
      ["AdminCreateUser", other, "bob"],
      ["AdminCreateUser", other, "ada"],
    ]);
    expect(await brief("?operation=CreateUserPool")).toHaveLength(2);
    expect((await fetch(`${server.url}/_rockpool/requests?pool=${one}`)).status).toBe(400);
    expect((await fetch(`${server.url}/_rockpool/requests?limit=0`)).status).toBe(400);
  });

  test("holds the last thousand calls", async () => {
    for (let sent = 0; sent < 1001; sent += 1) await server.send("DescribeUserPool", { UserPoolId: `us-east-1_${sent}` });
    const all = await list("?limit=1000");
    expect(all).toHaveLength(1000);
    expect([all[0].userPoolId, all.at(-1).userPoolId]).toEqual(["us-east-1_1000", "us-east-1_1"]);
  });

  test("lets go of the largest part of calls that are too long to keep, and of nothing else", async () => {
    const pool = await createPool();
    const Content = "x".repeat(700_000);
    for (let sent = 0; sent < 13; sent += 1)
      await server.send("CreateGroup", { UserPoolId: pool, GroupName: `g${sent}`, Description: Content });
    const all = await list("?operation=CreateGroup");
    expect(all).toHaveLength(13);
    expect(all[0].request.Description).toBe(Content);
    expect(all.at(-1)).not.toHaveProperty("request");
    expect(all.at(-1)).toMatchObject({ operation: "CreateGroup", status: 400, error: "InvalidParameterException" });
  });

  test("is emptied by DELETE and by a reset", async () => {
    await createPool();
    expect((await fetch(`${server.url}/_rockpool/requests`, { method: "DELETE" })).status).toBe(204);
    expect(await list()).toEqual([]);
    await createPool();
    await server.control.reset();
    expect(await list()).toEqual([]);
  });
});

describe("a call of a hosted endpoint", () => {
  test("is kept with path, query, form and where the browser is sent, without codes and tokens", async () => {
    const { clientId, poolId, prefix } = await hostedPool(server);
    const query = `client_id=${clientId}&response_type=code&scope=openid&redirect_uri=${encodeURIComponent(CALLBACK)}&state=s1`;
    await fetch(`${server.url}/oauth2/authorize?${query}`, { redirect: "manual" });
    const body = new URLSearchParams({
      grant_type: "authorization_code",
      client_id: clientId,
      code: "a-code-of-mine",
      redirect_uri: CALLBACK,
    });
    await fetch(`${server.url}/oauth2/token`, { method: "POST", body });
    const [token, authorize] = await list("?limit=2");
    expect(authorize).toMatchObject({
      kind: "hosted",
      operation: "authorize",
      userPoolId: poolId,
      clientId,
      status: 302,
      http: { method: "GET", path: "/oauth2/authorize", query: { client_id: clientId, response_type: "code", state: "s1" } },
    });
    expect(authorize.http.location).toContain("/login?");
    expect(token).toMatchObject({
      operation: "token",
      status: 400,
      error: "invalid_grant",
      answer: { error: "invalid_grant" },
      http: { form: { grant_type: "authorization_code", code: "***" } },
    });
    expect(prefix).not.toBe("");
  });
});

describe("the stream", () => {
  test("of requests brings each one as it ends, those since the last one that was seen first", async () => {
    const pool = await createPool();
    const stream = await openEvents(`${server.url}/_rockpool/requests/events?userPoolId=${pool}`);
    expect([stream.status, stream.type]).toEqual([200, "text/event-stream; charset=utf-8"]);
    await createPool();
    await createClient(pool);
    const { id, event, data } = await stream.next();
    expect({ id, event }).toEqual({ id: String(data.id), event: "request" });
    expect(data).toEqual((await list())[0]);
    stream.close();
    await server.call("ListGroups", { UserPoolId: pool });
    const again = await openEvents(`${server.url}/_rockpool/requests/events?userPoolId=${pool}`, { "last-event-id": id! });
    expect((await again.next()).data.operation).toBe("ListGroups");
    await server.call("ListUsers", { UserPoolId: pool });
    expect((await again.next()).data.operation).toBe("ListUsers");
    again.close();
  });

  test("of messages brings each one as it is sent", async () => {
    const client = await createClient(
      (await server.call("CreateUserPool", { PoolName: "p", AutoVerifiedAttributes: ["email"] })).UserPool.Id,
    );
    const stream = await openEvents(`${server.url}/_rockpool/messages/events?username=bob`);
    for (const name of ["ada", "bob"])
      await server.call("SignUp", {
        ClientId: client,
        Username: name,
        Password: "Secret-Passw0rd",
        UserAttributes: [{ Name: "email", Value: `${name}@example.com` }],
      });
    const { event, data } = await stream.next();
    expect(event).toBe("message");
    expect([data]).toEqual(await server.control.messages({ username: "bob" }));
    stream.close();
  });

  test("refuses what there is no parameter for, foreign pages and rebound names", async () => {
    for (const path of ["messages", "requests", "invocations"]) {
      const url = `${server.url}/_rockpool/${path}/events`;
      expect((await fetch(`${url}?limit=1`)).status).toBe(400);
      expect((await fetch(url, { headers: { origin: "https://evil.example" } })).status).toBe(403);
      expect((await fetch(url, { method: "POST" })).status).toBe(405);
    }
  });

  test("ends with the server", async () => {
    const { startTestServer } = await import("../support/server.ts");
    const other = await startTestServer();
    const stream = await openEvents(`${other.url}/_rockpool/requests/events`);
    await Promise.all([other.close(), stream.ended()]);
  });
});
