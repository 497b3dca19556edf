import { request } from "node:http";
import { describe, expect, test } from "vitest";
import { operations } from "#generated/operations.ts";
import { useTestServer } from "../support/server.ts";

const server = await useTestServer({ fixedCode: "123456" });

const control = async (method: string, path: string, options: { body?: unknown; headers?: Record<string, string> } = {}) => {
  const body = typeof options.body === "string" ? options.body : JSON.stringify(options.body);
  const response = await fetch(`${server.url}/_rockpool${path}`, {
    method,
    body,
    headers: { "content-type": "application/json", ...options.headers },
  });
  const text = await response.text();
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    allow: response.headers.get("allow"),
    body: text ? JSON.parse(text) : undefined,
  };
};

/** fetch sets Host itself. */
const statusWithHost = (host: string): Promise<number> =>
  new Promise((resolve, reject) =>
    request(`${server.url}/_rockpool/health`, { headers: { host } }, (response) => resolve(response.resume().statusCode!))
      .on("error", reject)
      .end(),
  );

const createPool = async (settings: object = {}): Promise<string> =>
  (
    await server.call("CreateUserPool", {
      PoolName: "p",
      AliasAttributes: ["preferred_username"],
      AutoVerifiedAttributes: ["email"],
      ...settings,
    })
  ).UserPool.Id;

async function createClient(): Promise<{ pool: string; client: string }> {
  const pool = await createPool();
  const { UserPoolClient } = await server.call("CreateUserPoolClient", { UserPoolId: pool, ClientName: "c" });
  return { pool, client: UserPoolClient.ClientId };
}

const signUp = (client: string, name: string) =>
  server.call("SignUp", {
    ClientId: client,
    Username: name,
    Password: "Secret-Passw0rd!",
    UserAttributes: [{ Name: "email", Value: `${name}@example.com` }],
  });

describe("health", () => {
  test("tells what the server is", async () => {
    const { status, body } = await control("GET", "/health");
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: "ok",
      region: "us-east-1",
      account: "123456789012",
      operations: { total: Object.keys(operations).length },
    });
    expect(body.version).toMatch(/^\d+\.\d+\.\d+/);
  });
});

describe("the inbox", () => {
  test("a message names user, client, kind and code, and nothing internal", async () => {
    const { pool, client } = await createClient();
    await signUp(client, "ada");
    const { body } = await control("GET", "/messages");
    expect(body).toHaveLength(1);
    expect(body[0]).toMatchObject({
      userPoolId: pool,
      clientId: client,
      username: "ada",
      medium: "EMAIL",
      destination: "ada@example.com",
      kind: "CustomMessage_SignUp",
      code: "123456",
    });
    expect(Date.parse(body[0].sentAt)).not.toBeNaN();
    expect(body[0]).not.toHaveProperty("sub");
    expect(body).toEqual(await server.control.messages());
  });

  test("messages come newest first, at most as many as asked for", async () => {
    const { client } = await createClient();
    const other = await createClient();
    await signUp(client, "ada");
    await signUp(other.client, "bob");
    await signUp(client, "cleo");
    expect((await control("GET", "/messages")).body.map((message: { username: string }) => message.username)).toEqual([
      "cleo",
      "bob",
      "ada",
    ]);
    expect((await control("GET", "/messages?limit=1")).body).toMatchObject([{ username: "cleo" }]);
    expect((await control("GET", `/messages?userPoolId=${other.pool}`)).body).toMatchObject([{ username: "bob" }]);
    expect((await control("GET", "/messages?userPoolId=us-east-1_NoSuchOne")).body).toEqual([]);
  });

  test("a recipient is found by name, alias, sub and destination, in any case", async () => {
    const { pool, client } = await createClient();
    const { UserSub } = await signUp(client, "ada");
    await signUp(client, "bob");
    await server.call("AdminConfirmSignUp", { UserPoolId: pool, Username: "ada" });
    await server.call("AdminUpdateUserAttributes", {
      UserPoolId: pool,
      Username: "ada",
      UserAttributes: [{ Name: "preferred_username", Value: "countess" }],
    });
    for (const query of [
      "username=ada",
      "username=countess",
      `username=${UserSub}`,
      "destination=ada@example.com",
      "destination=ADA@example.com",
      "username=ada&destination=ada@example.com",
    ])
      expect((await control("GET", `/messages?${query}`)).body, query).toMatchObject([{ username: "ada" }]);
    expect((await control("GET", "/messages?username=ada&destination=bob@example.com")).body).toEqual([]);
    expect((await control("GET", "/messages?username=nobody")).body).toEqual([]);
    expect((await control("GET", "/messages?username=ada&userPoolId=&destination=&limit=")).body).toHaveLength(1);
  });

  test("messages of a deleted user are still found by name", async () => {
    const { pool, client } = await createClient();
    await signUp(client, "ada");
    await server.call("AdminDeleteUser", { UserPoolId: pool, Username: "ada" });
    expect((await control("GET", "/messages?username=ada")).body).toHaveLength(1);
  });

  test("it is emptied, of one pool or of all", async () => {
    const one = await createClient();
    const other = await createClient();
    await signUp(one.client, "ada");
    await signUp(other.client, "bob");
    expect((await control("DELETE", `/messages?userPoolId=${one.pool}`)).status).toBe(204);
    expect(await server.control.messages()).toMatchObject([{ username: "bob" }]);
    expect((await control("DELETE", "/messages")).status).toBe(204);
    expect(await server.control.messages()).toEqual([]);
  });
});

describe("reset", () => {
  test("drops one pool, or everything and the clock's setting", async () => {
    const [one, other] = [await createPool(), await createPool()];
    expect((await control("POST", `/reset?userPoolId=${one}`)).status).toBe(204);
    expect((await server.refusal("DescribeUserPool", { UserPoolId: one })).__type).toBe("ResourceNotFoundException");
    await server.call("DescribeUserPool", { UserPoolId: other });
    await control("PUT", "/clock", { body: { offsetSeconds: 3600, frozen: true } });
    expect((await control("POST", "/reset")).status).toBe(204);
    expect((await server.call("ListUserPools", { MaxResults: 10 })).UserPools).toEqual([]);
    expect((await control("GET", "/clock")).body).toMatchObject({ offsetSeconds: 0, frozen: false });
  });

  test("an unknown pool is not found, and a misspelt parameter drops nothing", async () => {
    const pool = await createPool();
    expect(await control("POST", "/reset?userPoolId=us-east-1_NoSuchOne")).toMatchObject({
      status: 404,
      body: { detail: "There is no user pool us-east-1_NoSuchOne." },
    });
    expect(await control("POST", `/reset?userpoolid=${pool}`)).toMatchObject({
      status: 400,
      body: { detail: "There is no query parameter userpoolid here." },
    });
    expect((await control("POST", "/reset?userPoolId=")).status).toBe(400);
    await server.call("DescribeUserPool", { UserPoolId: pool });
  });
});

describe("export and import", () => {
  test("an exported state comes back as it was, sign-in included", async () => {
    const { pool, client } = await createClient();
    await signUp(client, "ada");
    await server.call("AdminConfirmSignUp", { UserPoolId: pool, Username: "ada" });
    await server.call("UpdateUserPoolClient", {
      UserPoolId: pool,
      ClientId: client,
      ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    });
    const signIn = { ClientId: client, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters: { USERNAME: "ada", PASSWORD: "Secret-Passw0rd!" } };
    const { AuthenticationResult } = await server.call("InitiateAuth", signIn);
    const exported = await control("GET", "/export");
    expect(exported.status).toBe(200);
    expect(exported.body).toMatchObject({ format: "rockpool-state", version: 1 });
    await server.control.reset();
    await createPool();
    expect((await control("POST", "/import", { body: exported.body })).status).toBe(204);
    expect((await server.call("ListUserPools", { MaxResults: 10 })).UserPools).toMatchObject([{ Id: pool }]);
    await server.call("InitiateAuth", signIn);
    // Tokens of before are still good: the keys came along.
    expect((await server.call("GetUser", { AccessToken: AuthenticationResult.AccessToken })).Username).toBe("ada");
    expect((await control("GET", "/export")).body.partitions).toEqual(exported.body.partitions);
    expect(JSON.parse(JSON.stringify(await server.control.export())).partitions).toEqual(exported.body.partitions);
  });

  test.each([
    ["another format", { format: "cognito-local" }, "format has to be rockpool-state."],
    [
      "a later version",
      { version: 2 },
      "version is 2: it was written by a newer rockpool (format 2, and this one knows formats up to 1); use that one",
    ],
    [
      "an unknown table",
      { partitions: { p_1: { wizards: {} } } },
      "partitions.p_1.wizards: this version of rockpool keeps nothing of that name.",
    ],
    ["a row that is no object", { partitions: { p_1: { users: { ada: 1 } } } }, "partitions.p_1.users.ada has to be object."],
    [
      "a row under another id",
      { partitions: { p_1: { groups: { one: { poolId: "p_1", name: "two" } } } } },
      'partitions.p_1.groups["one"]: the row does not belong there.',
    ],
    [
      "a row that lacks what makes its keys",
      { partitions: { p_1: { messages: { m: { id: "m", userPoolId: "p_1" } } } } },
      'partitions.p_1.messages["m"]: the row does not belong there.',
    ],
    ["a partition that would be a path", { partitions: { "../p": { users: {} } } }, 'partitions: "../p" is no user pool id.'],
  ])("a state with %s is refused and changes nothing", async (_name, change, detail) => {
    const pool = await createPool();
    const state = { format: "rockpool-state", version: 1, partitions: {}, ...change };
    const { status, type, body } = await control("POST", "/import", { body: state });
    expect(status).toBe(400);
    expect(type).toMatch(/^application\/problem\+json/);
    expect(body.detail).toContain(detail);
    await server.call("DescribeUserPool", { UserPoolId: pool });
  });

  test("two pools with one client id are refused and change nothing", async () => {
    const { client, pool } = await createClient();
    const { partitions } = await server.control.export();
    const twice = JSON.stringify({ format: "rockpool-state", version: 1, partitions: { ...partitions, p_1: partitions[pool] } }).replaceAll(
      `"p_1":{`,
      `"us-east-1_Twin00000":{`,
    );
    const twin = JSON.parse(twice, (key, value) =>
      key === "us-east-1_Twin00000" ? JSON.parse(JSON.stringify(value).replaceAll(pool, "us-east-1_Twin00000")) : value,
    );
    expect(await control("POST", "/import", { body: twin })).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining("clientId") },
    });
    await server.call("DescribeUserPoolClient", { UserPoolId: pool, ClientId: client });
  });
});

describe("the clock", () => {
  test("is moved and frozen", async () => {
    expect((await control("PUT", "/clock", { body: { offsetSeconds: 7200 } })).body).toMatchObject({ offsetSeconds: 7200, frozen: false });
    const frozen = await control("PUT", "/clock", { body: { now: "2030-01-02T03:04:05.000Z", frozen: true } });
    expect(frozen.body).toMatchObject({ now: "2030-01-02T03:04:05.000Z", frozen: true });
    expect((await control("GET", "/clock")).body.now).toBe("2030-01-02T03:04:05.000Z");
    expect((await control("PUT", "/clock", { body: { now: 1_900_000_000_000 } })).body).toMatchObject({
      now: "2030-03-17T17:46:40.000Z",
      frozen: true,
    });
    expect(server.control.setClock({ offsetSeconds: 0, frozen: false })).toMatchObject({ offsetSeconds: 0, frozen: false });
  });

  test.each([
    [{ now: "tomorrow" }, "now is no date-time."],
    [{ offsetSeconds: "60" }, "offsetSeconds has to be number."],
    [{ offset: 60 }, "offset is not known here."],
    [{}, "The body has to NOT have fewer than 1 properties."],
    [{ offsetSeconds: -4e9 }, "The clock can be set to times from 1970 to 9998."],
  ])("%j is refused", async (body, detail) => {
    const answer = await control("PUT", "/clock", { body });
    expect(answer).toMatchObject({ status: 400, body: { type: "about:blank", title: "Bad Request", status: 400, detail } });
  });

  test("a body that is not JSON is refused", async () => {
    expect(await control("PUT", "/clock", { body: "{" })).toMatchObject({ status: 400, body: { detail: "The body is not JSON." } });
  });
});

describe("who is answered", () => {
  test.each(["localhost", "localhost:1", "127.0.0.1:80", "127.9.9.9", "[::1]:4100"])("the host %s is", async (host) => {
    expect(await statusWithHost(host)).toBe(200);
  });

  test.each(["example.com", "127.0.0.1.example.com", "localhost.example.com", "10.0.0.1"])("the host %s is not", async (host) => {
    expect(await statusWithHost(host)).toBe(403);
  });

  test.each<Record<string, string>>([
    { origin: "http://evil.example" },
    { origin: "null" },
    { origin: "http://localhost:3000" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
  ])("a page with %j is not", async (headers) => {
    const answer = await control("POST", "/reset", { headers });
    expect(answer).toMatchObject({ status: 403, body: { title: "Forbidden", status: 403 } });
    expect(answer.type).toMatch(/^application\/problem\+json/);
  });

  test("a page of the server's own is", async () => {
    expect((await control("GET", "/health", { headers: { origin: server.url, "sec-fetch-site": "same-origin" } })).status).toBe(200);
  });
});

describe("paths and methods that are not there", () => {
  test("an unknown path is not found", async () => {
    expect(await control("GET", "/nothing")).toMatchObject({ status: 404, body: { detail: "There is nothing at /_rockpool/nothing." } });
  });

  test("another method is refused with those that are", async () => {
    expect(await control("PATCH", "/messages")).toMatchObject({ status: 405, allow: "GET, DELETE" });
    expect(await control("POST", "/export")).toMatchObject({ status: 405, allow: "GET" });
  });

  test.each(["limit=0", "limit=x", "limit=1&limit=2", "limit=1001", "user=ada"])("messages?%s is refused", async (query) => {
    expect((await control("GET", `/messages?${query}`)).status).toBe(400);
  });
});
