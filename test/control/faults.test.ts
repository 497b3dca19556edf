import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { startApp } from "#src/app.ts";
import { completeOptions } from "#src/options/config.ts";
import { useTestServer } from "../support/server.ts";

const server = await useTestServer();

const call = async (method: string, body?: unknown) => {
  const response = await fetch(`${server.url}/_rockpool/faults`, {
    method,
    headers: { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
};

const set = (...faults: object[]) => call("PUT", { faults });

let UserPoolId: string;
let ClientId: string;

beforeEach(async () => {
  UserPoolId = (await server.call("CreateUserPool", { PoolName: "shop", AutoVerifiedAttributes: ["email"] })).UserPool.Id;
  const flows = ["ALLOW_USER_PASSWORD_AUTH"];
  ClientId = (await server.call("CreateUserPoolClient", { UserPoolId, ClientName: "web", ExplicitAuthFlows: flows })).UserPoolClient
    .ClientId;
});

const describePool = () => server.send("DescribeUserPool", { UserPoolId });
const statuses = async (count: number, send = describePool) => {
  const found: number[] = [];
  for (let index = 0; index < count; index += 1) found.push((await send()).status);
  return found;
};

describe("faults that were asked for", () => {
  test("are errors that the operation declares, with their message", async () => {
    await set({ kind: "error", operation: "DescribeUserPool", error: "InternalErrorException", message: "Out of order" });
    const { status, body } = await describePool();
    expect([status, body]).toEqual([500, { __type: "InternalErrorException", message: "Out of order" }]);
    expect((await server.send("ListUsers", { UserPoolId })).status).toBe(200);
  });

  test("of no operation hit those alone that declare the error", async () => {
    await set({ kind: "error", error: "UserNotFoundException" });
    expect((await describePool()).status).toBe(200);
    expect(await server.refusal("AdminGetUser", { UserPoolId, Username: "ada" })).toEqual({
      __type: "UserNotFoundException",
      message: "UserNotFoundException was asked for as a fault.",
    });
  });

  test("throttle, and tell when to come again", async () => {
    await set({ kind: "throttle", retryAfterSeconds: 7 });
    const { body, headers } = await describePool();
    expect([body, headers.get("retry-after")]).toEqual([{ __type: "TooManyRequestsException", message: "Rate exceeded" }, "7"]);
    await set({ kind: "throttle" });
    expect((await describePool()).headers.get("retry-after")).toBeNull();
  });

  test("delay an answer, which is the right one", async () => {
    await set({ kind: "delay", milliseconds: 300 });
    const started = performance.now();
    expect((await describePool()).status).toBe(200);
    // Timers may fire a moment early.
    expect(performance.now() - started).toBeGreaterThan(295);
  });

  test("cut the connection, and the operation is not carried out", async () => {
    await set({ kind: "cut", operation: "CreateGroup", times: 1 });
    await expect(server.send("CreateGroup", { UserPoolId, GroupName: "staff" })).rejects.toThrow("fetch failed");
    expect((await server.call("ListGroups", { UserPoolId })).Groups).toEqual([]);
    await server.call("CreateGroup", { UserPoolId, GroupName: "staff" });
  });

  test("let the session of a sign-in expire", async () => {
    await server.call("AdminCreateUser", { UserPoolId, Username: "ada", TemporaryPassword: "Corr3ct-Horse", MessageAction: "SUPPRESS" });
    await set({ kind: "expiredSession" });
    const AuthParameters = { USERNAME: "ada", PASSWORD: "Corr3ct-Horse" };
    const { Session } = await server.call("InitiateAuth", { ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters });
    const answer = {
      ...{ ClientId, ChallengeName: "NEW_PASSWORD_REQUIRED", Session },
      ChallengeResponses: { USERNAME: "ada", NEW_PASSWORD: "An0ther-Horse" },
    };
    expect((await server.refusal("RespondToAuthChallenge", answer)).message).toBe("Invalid session for the user, session is expired.");
    await set();
    await server.call("RespondToAuthChallenge", answer);
  });

  test("lose a message, and nobody who sends it learns of it", async () => {
    await set({ kind: "undelivered", times: 1 });
    const UserAttributes = [{ Name: "email", Value: "ada@example.com" }];
    await server.call("SignUp", { ClientId, Username: "ada", Password: "Corr3ct-Horse", UserAttributes });
    expect(await server.control.messages()).toEqual([]);
    await server.call("ResendConfirmationCode", { ClientId, Username: "ada" });
    expect(await server.control.messages()).toHaveLength(1);
    expect((await call("GET")).body).toEqual([{ kind: "undelivered", times: 1, active: false, seen: 1, hits: 1 }]);
  });

  test("are for one pool, however a call names it", async () => {
    const other = (await server.call("CreateUserPool", { PoolName: "other" })).UserPool.Id;
    await set({ kind: "throttle", userPoolId: UserPoolId });
    expect((await describePool()).status).toBe(400);
    expect((await server.send("ForgotPassword", { ClientId, Username: "ada" })).body.__type).toBe("TooManyRequestsException");
    expect((await server.send("DescribeUserPool", { UserPoolId: other })).status).toBe(200);
    expect((await server.send("ListUserPools", { MaxResults: 1 })).status).toBe(200);
  });

  test("hit a share of the calls, the same ones each time", async () => {
    for (const [share, expected] of [
      [0.5, [200, 400, 200, 400, 200, 400]],
      [0.25, [200, 200, 200, 400, 200, 200]],
      [0.7, [200, 400, 400, 200, 400, 400]],
      [0, [200, 200, 200, 200, 200, 200]],
      [1, [400, 400, 400, 400, 400, 400]],
    ] as const) {
      await set({ kind: "throttle", share });
      expect([share, await statuses(6)]).toEqual([share, expected]);
    }
    expect((await call("GET")).body).toEqual([{ kind: "throttle", share: 1, active: true, seen: 6, hits: 6 }]);
  });

  test("end after so many hits, after a time by the server's clock, and with a reset", async () => {
    await set({ kind: "throttle", times: 2 });
    expect(await statuses(4)).toEqual([400, 400, 200, 200]);
    await set({ kind: "throttle", seconds: 60 });
    expect(await statuses(1)).toEqual([400]);
    expect((await call("GET")).body).toMatchObject([{ active: true, endsAt: expect.stringMatching(/Z$/) }]);
    server.advance(61);
    expect(await statuses(1)).toEqual([200]);
    await set({ kind: "throttle" });
    await server.control.reset();
    expect((await call("GET")).body).toEqual([]);
    expect((await server.send("ListUserPools", { MaxResults: 1 })).status).toBe(200);
  });

  test("come in their order: a wait, and then a refusal", async () => {
    await set(
      { kind: "delay", milliseconds: 1 },
      { kind: "error", error: "ResourceNotFoundException", message: "Gone" },
      { kind: "throttle" },
    );
    expect((await describePool()).body.message).toBe("Gone");
    expect(server.control.faults().map(({ hits }) => hits)).toEqual([1, 1, 0]);
  });

  test("are told by health while they last", async () => {
    expect(server.control.health().faults).toBeUndefined();
    await set({ kind: "throttle", times: 1 }, { kind: "cut", operation: "SignUp" });
    expect(server.control.health().faults).toBe(2);
    await describePool();
    expect(server.control.health().faults).toBe(1);
  });

  test("do not hit a call whose input is wrong", async () => {
    await set({ kind: "throttle" });
    expect((await server.send("DescribeUserPool", { UserPoolId: "nonsense" })).body.__type).toBe("InvalidParameterException");
    expect((await call("GET")).body).toMatchObject([{ seen: 0, hits: 0 }]);
  });

  test.each([
    [{ kind: "error" }, "faults[0]: the kind error needs an error."],
    [{ kind: "error", error: "NoSuchException" }, "faults[0]: no operation declares NoSuchException."],
    [
      { kind: "error", error: "UserNotFoundException", operation: "CreateGroup" },
      "faults[0]: CreateGroup does not declare UserNotFoundException.",
    ],
    [{ kind: "cut", operation: "Nothing" }, "faults[0]: there is no operation Nothing."],
    [{ kind: "delay" }, "faults[0]: the kind delay needs milliseconds."],
    [{ kind: "cut", milliseconds: 1 }, "faults[0]: milliseconds is not for a fault of the kind cut."],
    [{ kind: "undelivered", operation: "SignUp" }, "faults[0]: messages are of no operation."],
    [{ kind: "explosion" }, expect.any(String)],
    [{ kind: "cut", share: 2 }, expect.any(String)],
    [{ kind: "cut", times: 0 }, expect.any(String)],
    [{ kind: "cut", more: 1 }, expect.any(String)],
  ])("%j is refused, and what was asked for stays", async (fault, detail) => {
    await set({ kind: "throttle" });
    expect(await set(fault)).toMatchObject({ status: 400, body: { detail } });
    expect(server.control.faults()).toMatchObject([{ kind: "throttle", active: true }]);
  });
});

describe("a seed", () => {
  const seeded = (seed: string) => startApp(completeOptions({ port: 0, data: ":memory:", logLevel: "error", cryptoThreads: 0, seed }));
  const file = async (content: object) => {
    const path = join(await mkdtemp(join(tmpdir(), "rockpool-faults-")), "seed.json");
    await writeFile(path, JSON.stringify(content));
    return path;
  };

  test("can have faults on from the start", async () => {
    const app = await seeded(await file({ Pools: [], Faults: [{ kind: "throttle", times: 3 }] }));
    expect(app.control.faults()).toEqual([{ kind: "throttle", times: 3, active: true, seen: 0, hits: 0 }]);
    await app.close();
  });

  test("with a mistake in them starts nothing", async () => {
    await expect(seeded(await file({ Pools: [], Faults: [{ kind: "cut" }, { kind: "delay" }] }))).rejects.toThrow(
      "Faults[1]: the kind delay needs milliseconds",
    );
    await expect(seeded(await file({ Pools: [], Faults: [{ kind: "cut", more: 1 }] }))).rejects.toThrow("Faults[0]");
  });
});
