import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { startTestServer, type TestServer } from "../support/server.ts";

const folder = await mkdtemp(join(tmpdir(), "rockpool-snapshots-"));

const call = async (server: TestServer, method: string, path: string, body?: unknown) => {
  const response = await fetch(`${server.url}/_rockpool/snapshots${path}`, {
    method,
    headers: { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, allow: response.headers.get("allow"), body: text === "" ? undefined : JSON.parse(text) };
};

const nobody = { UserPoolId: "us-east-1_nobodys00" };

async function createPool(server: TestServer) {
  const UserPoolId = (await server.call("CreateUserPool", { PoolName: "shop" })).UserPool.Id;
  const { UserPoolClient } = await server.call("CreateUserPoolClient", {
    UserPoolId,
    ClientName: "web",
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  });
  await server.call("AdminCreateUser", { UserPoolId, Username: "ada", MessageAction: "SUPPRESS" });
  await server.call("AdminSetUserPassword", { UserPoolId, Username: "ada", Password: "Corr3ct-Horse", Permanent: true });
  return { UserPoolId, ClientId: UserPoolClient.ClientId };
}

const signIn = (server: TestServer, ClientId: string) =>
  server.call("InitiateAuth", { ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters: { USERNAME: "ada", PASSWORD: "Corr3ct-Horse" } });

/** As it would be written: without the counts of writes. */
const stateOf = async (server: TestServer): Promise<unknown> => JSON.parse(JSON.stringify((await server.control.export()).partitions));

describe.each([
  ["in memory", ":memory:", 100_000],
  ["in memory, without a history", ":memory:", 0],
  ["in files", folder, 100_000],
] as const)("snapshots of a server that keeps its state %s", async (_, data, recoveryHistory) => {
  const server = await startTestServer({ data, recoveryHistory });

  test("bring back all that was there, as often as they are asked", async () => {
    const { UserPoolId, ClientId } = await createPool(server);
    const tokens = await signIn(server, ClientId);
    const taken = await call(server, "POST", "", { name: "signed-in" });
    expect(taken).toMatchObject({ status: 200, body: { name: "signed-in", userPools: 1, users: 1 } });
    const before = await stateOf(server);
    for (let round = 0; round < 3; round += 1) {
      await server.call("AdminDeleteUser", { UserPoolId, Username: "ada" });
      await server.call("AdminCreateUser", { UserPoolId, Username: "bob", MessageAction: "SUPPRESS" });
      await server.call("AdminCreateUser", { UserPoolId, Username: "ada", MessageAction: "SUPPRESS" });
      await createPool(server);
      expect((await call(server, "POST", "/signed-in/restore")).status).toBe(204);
      expect(await stateOf(server)).toEqual(before);
      expect((await server.call("GetUser", { AccessToken: tokens.AuthenticationResult.AccessToken })).Username).toBe("ada");
      await server.call("InitiateAuth", {
        ClientId,
        AuthFlow: "REFRESH_TOKEN_AUTH",
        AuthParameters: { REFRESH_TOKEN: tokens.AuthenticationResult.RefreshToken },
      });
    }
    await server.call("DeleteUserPool", { UserPoolId });
    expect((await call(server, "POST", "/signed-in/restore")).status).toBe(204);
    expect(await stateOf(server)).toEqual(before);
    await signIn(server, ClientId);
  });

  test("bring back a key that has moved to another pool", async () => {
    const [one, other] = [await createPool(server), await createPool(server)];
    await server.call("CreateUserPoolDomain", { UserPoolId: one.UserPoolId, Domain: "moving" });
    await server.control.takeSnapshot("before");
    const before = await stateOf(server);
    await server.call("DeleteUserPoolDomain", { UserPoolId: one.UserPoolId, Domain: "moving" });
    await server.call("CreateUserPoolDomain", { UserPoolId: other.UserPoolId, Domain: "moving" });
    await server.control.restoreSnapshot("before");
    expect(await stateOf(server)).toEqual(before);
  });

  test("bring back the clock as it was set", async () => {
    server.control.setClock({ now: "2030-01-01T00:00:00Z", frozen: true });
    await server.control.takeSnapshot("new-year");
    server.control.setClock({ offsetSeconds: 0, frozen: false });
    await server.control.takeSnapshot("now");
    await server.control.restoreSnapshot("new-year");
    expect(server.control.clock()).toMatchObject({ now: "2030-01-01T00:00:00.000Z", frozen: true });
    await server.control.restoreSnapshot("now");
    expect(server.control.clock()).toMatchObject({ offsetSeconds: 0, frozen: false });
  });

  test("are listed, replaced and deleted by their names", async () => {
    for (const name of server.control.snapshots().map((snapshot) => snapshot.name)) server.control.deleteSnapshot(name);
    for (const name of ["one", "two", "one"]) await call(server, "POST", "", { name });
    expect((await call(server, "GET", "")).body.map(({ name }: { name: string }) => name)).toEqual(["two", "one"]);
    expect((await call(server, "DELETE", "/two")).status).toBe(204);
    expect((await call(server, "GET", "")).body).toHaveLength(1);
    expect(await call(server, "POST", "/two/restore")).toMatchObject({ status: 404, body: { detail: "There is no snapshot two." } });
    expect((await call(server, "DELETE", "/two")).status).toBe(404);
  });

  test("refuse a name that is none, and methods that are not theirs", async () => {
    for (const body of [{}, { name: "" }, { name: "a/b" }, { name: "x".repeat(65) }, { name: "a", more: 1 }])
      expect([body, (await call(server, "POST", "", body)).status]).toEqual([body, 400]);
    expect(await call(server, "GET", "/one/restore")).toMatchObject({ status: 405, allow: "POST" });
    expect((await call(server, "GET", "/one/nothing")).status).toBe(404);
    expect((await server.refusal("DescribeUserPool", nobody)).__type).toBe("ResourceNotFoundException");
  });

  test("are the server's: it closes with them", async () => {
    await server.close();
    expect(server.control.health().contractViolations).toBe(0);
  });
});
