import { cp, mkdtemp, readFile, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { type OperationName, operations } from "#generated/operations.ts";
import { type Started, startServer } from "../cli/rockpool.ts";
import { SIGNATURE } from "../support/server.ts";

const ROUNDS = 12;
const USERS = 60;
const GONE = 20;
const DAY = 24 * 3600;

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

const setClock = (url: string, offsetSeconds: number) =>
  fetch(`${url}/_rockpool/clock`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ offsetSeconds }),
  });

const forAll = (names: readonly string[], work: (name: string) => Promise<unknown>) => Promise.all(names.map(work));
const named = (kind: string, count: number) => Array.from({ length: count }, (_, index) => `${kind}-${index}`);

/** What there is of a pool, in an order of its own. */
async function stateOf(url: string, UserPoolId: string): Promise<string[]> {
  const found: string[] = [];
  let PaginationToken: string | undefined;
  do {
    const page = await call(url, "ListUsers", { UserPoolId, PaginationToken });
    for (const { Username, Attributes, Enabled } of page.Users) found.push(JSON.stringify([Username, Attributes, Enabled]));
    PaginationToken = page.PaginationToken;
  } while (PaginationToken);
  const { Groups } = await call(url, "ListGroups", { UserPoolId });
  for (const { GroupName } of Groups) found.push(GroupName);
  return found.sort();
}

interface Prepared {
  readonly recovery: { readonly UserPoolId: string; readonly RestoreId: string };
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** A pool that was changed all over, with a recovery that waits to be started. `day`: how far the clock is ahead at its end. */
async function prepare(url: string, day: number): Promise<Prepared> {
  await setClock(url, day * DAY);
  const UserPoolId = (await call(url, "CreateUserPool", { PoolName: "shop" })).UserPool.Id as string;
  const create = (Username: string) =>
    call(url, "AdminCreateUser", {
      UserPoolId,
      Username,
      MessageAction: "SUPPRESS",
      UserAttributes: [{ Name: "nickname", Value: Username }],
    });
  await forAll(named("user", USERS), create);
  await call(url, "CreateGroup", { UserPoolId, GroupName: "staff" });
  const after = await stateOf(url, UserPoolId);
  await setClock(url, day * DAY + 60);
  const moment = (await call(url, "CreateUserPoolClient", { UserPoolId, ClientName: "dated" })).UserPoolClient.CreationDate;
  await setClock(url, day * DAY + 3600);
  await forAll(named("late", GONE), create);
  await forAll(named("user", GONE), (Username) => call(url, "AdminDeleteUser", { UserPoolId, Username }));
  await forAll(named("user", USERS).slice(GONE), (Username) => call(url, "AdminDisableUser", { UserPoolId, Username }));
  await call(url, "DeleteGroup", { UserPoolId, GroupName: "staff" });
  const { Restoration } = await call(url, "InitiatePointInTimeRecovery", { UserPoolId, RestoreTimestamp: moment });
  return { recovery: { UserPoolId, RestoreId: Restoration.RestoreId }, before: await stateOf(url, UserPoolId), after };
}

const statusOf = async (url: string, recovery: Prepared["recovery"]): Promise<string> =>
  (await call(url, "DescribePointInTimeRecovery", recovery)).Restoration.RestoreStatus;

/** Once it is no longer being restored. */
async function settled(url: string, recovery: Prepared["recovery"]): Promise<string> {
  for (;;) {
    const status = await statusOf(url, recovery);
    if (status !== "RESTORING") return status;
  }
}

/** Starts the restore and kills the server once so many other requests have been answered meanwhile. */
async function startAndKill({ url, kill }: Started, recovery: Prepared["recovery"], answers: number): Promise<void> {
  const started = call(url, "StartPointInTimeRecovery", recovery).catch(() => undefined);
  for (let count = 0; count < answers; count += 1) await call(url, "DescribePointInTimeRecovery", recovery);
  await kill("SIGKILL");
  await started;
}

/** What is wrong with a pool after the kill: it is to be as before or as after, and to be writable when it is as after. */
async function betweenOf(url: string, { recovery, before, after }: Prepared): Promise<string | undefined> {
  const [status, state] = [await settled(url, recovery), await stateOf(url, recovery.UserPoolId)];
  const expected = status === "PREVIEW_GENERATED" ? before : after;
  if (!["PREVIEW_GENERATED", "RESTORE_COMPLETED"].includes(status)) return `the recovery is ${status}`;
  expect(state).toEqual(expected);
  if (status === "PREVIEW_GENERATED") await call(url, "StartPointInTimeRecovery", recovery);
  expect(await stateOf(url, recovery.UserPoolId)).toEqual(after);
  await call(url, "AdminCreateUser", { UserPoolId: recovery.UserPoolId, Username: "next", MessageAction: "SUPPRESS" });
  return undefined;
}

describe("a server that is killed with SIGKILL in the middle of a restore", () => {
  test(`leaves the pool as before or as after, ${ROUNDS} times over`, async () => {
    const data = await mkdtemp(join(tmpdir(), "rockpool-crash-"));
    let server = await startServer("--data", data);
    for (let round = 0; round < ROUNDS; round += 1) {
      const prepared = await prepare(server.url, round * 2);
      await startAndKill(server, prepared.recovery, round % 4);
      server = await startServer("--data", data);
      expect(await betweenOf(server.url, prepared)).toBeUndefined();
    }
    expect((await server.kill("SIGTERM")).status).toBe(0);
  }, 120_000);

  test("goes on with it where its one commit was torn at any place", async () => {
    const data = await mkdtemp(join(tmpdir(), "rockpool-crash-"));
    const server = await startServer("--data", data);
    const prepared = await prepare(server.url, 0);
    const journal = `${prepared.recovery.UserPoolId}.journal`;
    const prior = (await readFile(join(data, journal))).length;
    await call(server.url, "StartPointInTimeRecovery", prepared.recovery);
    await server.kill("SIGKILL");
    const whole = await readFile(join(data, journal));
    // The line that says that the restore was begun stays; the one after it is the restore.
    const begun = whole.indexOf("\n", prior) + 1;
    expect(whole.subarray(prior, begun).toString()).toContain("RESTORING");
    const ends = [begun, begun + 1, begun + ((whole.length - begun) >> 1), whole.length - 2];
    for (const end of ends) {
      const torn = await mkdtemp(join(tmpdir(), "rockpool-crash-"));
      await cp(data, torn, { recursive: true, filter: (path) => !basename(path).startsWith("lock") });
      await truncate(join(torn, journal), end);
      const again = await startServer("--data", torn);
      expect(await settled(again.url, prepared.recovery)).toBe("RESTORE_COMPLETED");
      expect(await betweenOf(again.url, prepared)).toBeUndefined();
      await again.kill("SIGKILL");
    }
  }, 60_000);
});
