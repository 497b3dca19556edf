import { mkdtemp, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type OperationName, operations } from "#generated/operations.ts";
import { startServer } from "../cli/rockpool.ts";
import { SIGNATURE } from "../support/server.ts";

const ROUNDS = 50;
const WRITERS = 6;

/** A user as far as the server has acknowledged it. */
interface Acknowledged {
  readonly username: string;
  nickname?: string;
  password?: string;
  group?: boolean;
  disabled?: boolean;
  deleted?: boolean;
  /** What was asked for and not answered: it may or may not have happened. */
  open?: OperationName;
}

// The wire is what tests look at, whatever its type.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
async function call(url: string, operation: OperationName, input: object): Promise<any> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
      ...(operations[operation].iam ? { authorization: SIGNATURE } : {}),
    },
    body: JSON.stringify(input),
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${operation}: ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}

/** One user after the other, each through several writes, until the server is gone. */
async function write(url: string, pool: string, log: Acknowledged[], name: (count: number) => string): Promise<void> {
  for (let count = 0; ; count++) {
    const user: Acknowledged = { username: name(count) };
    const at = { UserPoolId: pool, Username: user.username };
    const step = async (operation: OperationName, input: object, acknowledge: () => void) => {
      user.open = operation;
      await call(url, operation, { ...at, ...input });
      acknowledge();
      delete user.open;
    };
    await step("AdminCreateUser", { MessageAction: "SUPPRESS", UserAttributes: [{ Name: "nickname", Value: user.username }] }, () => {
      user.nickname = user.username;
      log.push(user);
    });
    await step("AdminAddUserToGroup", { GroupName: "staff" }, () => (user.group = true));
    if (count % 4 === 0)
      await step(
        "AdminSetUserPassword",
        { Password: `Pw-${user.username}-1`, Permanent: true },
        () => (user.password = `Pw-${user.username}-1`),
      );
    await step(
      "AdminUpdateUserAttributes",
      { UserAttributes: [{ Name: "nickname", Value: `${user.username}!` }] },
      () => (user.nickname = `${user.username}!`),
    );
    if (count % 3 === 0) await step("AdminDisableUser", {}, () => (user.disabled = true));
    if (count % 5 === 4) await step("AdminDeleteUser", {}, () => (user.deleted = true));
  }
}

/** Runs writers, kills the server while they wait for their answers, and gives what it had acknowledged. */
async function writeUntilKilled(
  server: Awaited<ReturnType<typeof startServer>>,
  pool: string,
  round: string,
  acknowledgements: number,
): Promise<Acknowledged[]> {
  const log: Acknowledged[] = [];
  let killed: Promise<unknown> | undefined;
  const watched = new Proxy(log, {
    set: (target, key, value: unknown) => {
      if (log.length >= acknowledgements) killed ??= server.kill("SIGKILL");
      return Reflect.set(target, key, value);
    },
  });
  const writers = Array.from({ length: WRITERS }, (_, writer) =>
    write(server.url, pool, watched, (count) => `r${round}w${writer}n${count}`),
  );
  const ends = await Promise.allSettled(writers);
  await killed;
  for (const end of ends) expect(String((end as PromiseRejectedResult).reason)).toMatch(/fetch failed|terminated/);
  return log;
}

interface Expected {
  readonly pool: string;
  readonly client: string;
  readonly users: readonly Acknowledged[];
}

async function allUsers(url: string, pool: string) {
  const found = new Map<string, { Enabled: boolean; UserStatus: string; Attributes: { Name: string; Value: string }[] }>();
  let PaginationToken: string | undefined;
  do {
    const page = await call(url, "ListUsers", { UserPoolId: pool, PaginationToken });
    for (const user of page.Users) found.set(user.Username, user);
    PaginationToken = page.PaginationToken;
  } while (PaginationToken);
  return found;
}

async function membersOf(url: string, pool: string): Promise<Set<string>> {
  const members = new Set<string>();
  let NextToken: string | undefined;
  do {
    const page = await call(url, "ListUsersInGroup", { UserPoolId: pool, GroupName: "staff", NextToken });
    for (const { Username } of page.Users) members.add(Username);
    NextToken = page.NextToken;
  } while (NextToken);
  return members;
}

/** What is missing of what was acknowledged, in words. */
async function missing(url: string, { pool, client, users }: Expected): Promise<string[]> {
  const [found, members] = [await allUsers(url, pool), await membersOf(url, pool)];
  const lost: string[] = [];
  for (const user of users) {
    const { username, open } = user;
    const there = found.get(username);
    if (user.deleted && there) lost.push(`${username} is back`);
    if (!user.deleted && !there && open !== "AdminDeleteUser") lost.push(`${username} is gone`);
    if (!there || user.deleted) continue;
    const nickname = there.Attributes.find(({ Name }) => Name === "nickname")?.Value;
    if (nickname !== user.nickname && open !== "AdminUpdateUserAttributes") lost.push(`${username} is called ${nickname}`);
    if (user.group && !members.has(username)) lost.push(`${username} left the group`);
    if (user.disabled && there.Enabled) lost.push(`${username} is enabled`);
    if (user.password && there.UserStatus !== "CONFIRMED") lost.push(`${username} is ${there.UserStatus}`);
  }
  const signingIn = users
    .filter(({ password, disabled, deleted, open }) => password && !disabled && !deleted && open === undefined)
    .slice(-1);
  for (const { username, password } of signingIn)
    await call(url, "InitiateAuth", {
      ClientId: client,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: username, PASSWORD: password },
    }).catch((error: Error) => lost.push(error.message));
  return lost;
}

async function createPool(url: string): Promise<{ pool: string; client: string }> {
  const { UserPool } = await call(url, "CreateUserPool", { PoolName: "shop" });
  const { UserPoolClient } = await call(url, "CreateUserPoolClient", {
    UserPoolId: UserPool.Id,
    ClientName: "web",
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
  });
  await call(url, "CreateGroup", { UserPoolId: UserPool.Id, GroupName: "staff" });
  return { pool: UserPool.Id as string, client: UserPoolClient.ClientId as string };
}

/** Rounds of writing, killing and looking, on one data folder. */
async function rounds(count: number, ...options: readonly string[]): Promise<number> {
  const data = await mkdtemp(join(tmpdir(), "rockpool-crash-"));
  const start = () => startServer("--data", data, ...options);
  let server = await start();
  const ids = await createPool(server.url);
  let users: Acknowledged[] = [];
  for (let round = 0; round < count; round++) {
    // The kill comes after other numbers of writes each round, and so at other moments of writing the journal.
    users = [...users, ...(await writeUntilKilled(server, ids.pool, String(round), 3 + ((round * 7) % 23)))];
    server = await start();
    expect(await missing(server.url, { ...ids, users })).toEqual([]);
  }
  expect((await server.kill("SIGTERM")).status).toBe(0);
  expect((await readdir(data)).filter((name) => /\.(tmp|broken|corrupt)/.test(name))).toEqual([]);
  return users.length;
}

describe("a server that is killed with SIGKILL in the middle of writes", () => {
  test(`has every acknowledged write at its next start, ${ROUNDS} times over`, async () => {
    expect(await rounds(ROUNDS)).toBeGreaterThan(ROUNDS * 3);
  }, 300_000);

  test("has them with --fsync, too", async () => {
    expect(await rounds(2, "--fsync")).toBeGreaterThan(6);
  });
});
