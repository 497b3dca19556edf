import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { startServer } from "../cli/rockpool.ts";
import { SIGNATURE } from "../support/server.ts";

const works = (command: string, ...args: readonly string[]): boolean => spawnSync(command, args).status === 0;
const hasLimits = works("prlimit", "--pid", String(process.pid));
/** A file system of so little space that it is soon full. */
const disk = await mkdtemp(join(tmpdir(), "rockpool-disk-"));
const mayMount = works("mount", "-t", "tmpfs", "-o", "size=256k", "rockpool", disk) && works("umount", disk);

/** On one connection, which is there before file handles run out. */
function clientOf(url: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const send = (path: string, method: string, headers: Record<string, string>, body = ""): Promise<any> =>
    new Promise((resolve, reject) => {
      const sent = request(`${url}${path}`, { agent, method, headers }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (piece: string) => (text += piece));
        response.once("end", () => resolve(text === "" ? {} : JSON.parse(text)));
      });
      sent.once("error", reject).end(body);
    });
  return {
    call: (operation: string, input: object) =>
      send(
        "/",
        "POST",
        {
          "content-type": "application/x-amz-json-1.1",
          "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
          authorization: SIGNATURE,
        },
        JSON.stringify(input),
      ),
    health: () => send("/_rockpool/health", "GET", {}),
  };
}

describe("a server whose writes fail", () => {
  test.skipIf(!mayMount)("for a full disk says so, serves what it has, and writes again once there is space", async () => {
    expect(works("mount", "-t", "tmpfs", "-o", "size=256k", "rockpool", disk)).toBe(true);
    onTestFinished(() => void works("umount", "--lazy", disk));
    const data = join(disk, "data");
    const server = await startServer("--data", data);
    const { call, health } = clientOf(server.url);
    const { UserPool } = await call("CreateUserPool", { PoolName: "shop" });
    const create = (Username: string) => call("AdminCreateUser", { UserPoolId: UserPool.Id, Username, MessageAction: "SUPPRESS" });
    await writeFile(join(disk, "ballast"), Buffer.alloc(1024 * 1024)).catch(() => undefined);
    const made: string[] = [];
    let refused: { __type?: string; message?: string } = {};
    while (made.length < 1000 && refused.__type === undefined) {
      refused = await create(`user${made.length}`);
      if (refused.__type === undefined) made.push(`user${made.length}`);
    }
    expect(refused).toMatchObject({ __type: "InternalErrorException", message: expect.stringContaining("(ENOSPC)") });
    const last = { UserPoolId: UserPool.Id, Username: `user${made.length}` };
    expect(await call("AdminGetUser", last)).toMatchObject({ __type: "UserNotFoundException" });
    expect(await health()).toMatchObject({ status: "read-only", reason: expect.stringContaining("ENOSPC"), contractViolations: 0 });
    await rm(join(disk, "ballast"));
    expect(await health()).toMatchObject({ status: "ok" });
    expect(await create(last.Username)).toMatchObject({ User: { Username: last.Username } });
    await server.kill("SIGKILL");
    const next = await startServer("--data", data);
    const after = clientOf(next.url);
    for (const Username of [...made, last.Username])
      expect(await after.call("AdminGetUser", { UserPoolId: UserPool.Id, Username })).toMatchObject({ Username });
    await next.kill("SIGTERM");
  });

  test.skipIf(!hasLimits)("for want of file handles says so, and writes again once there are some", async () => {
    const data = await mkdtemp(join(tmpdir(), "rockpool-crash-"));
    const server = await startServer("--data", data);
    const { call, health } = clientOf(server.url);
    expect(await health()).toMatchObject({ status: "ok" });
    await call("CreateUserPool", { PoolName: "before" });
    // Those that it has stay open; of numbers below this one, none is free.
    expect(works("prlimit", "--pid", String(server.pid), "--nofile=3:")).toBe(true);
    expect(await call("CreateUserPool", { PoolName: "refused" })).toMatchObject({
      __type: "InternalErrorException",
      message: expect.stringContaining("(EMFILE)"),
    });
    expect(await health()).toMatchObject({ status: "read-only", reason: expect.stringContaining("EMFILE") });
    expect(works("prlimit", "--pid", String(server.pid), "--nofile=1024:")).toBe(true);
    expect(await health()).toMatchObject({ status: "ok" });
    await call("CreateUserPool", { PoolName: "after" });
    const { UserPools } = await call("ListUserPools", { MaxResults: 10 });
    expect(UserPools.map(({ Name }: { Name: string }) => Name).sort()).toEqual(["after", "before"]);
    expect((await server.kill("SIGTERM")).status).toBe(0);
  });

  test("for a data folder that was removed says so at the next write, and in its health", async () => {
    const data = await mkdtemp(join(tmpdir(), "rockpool-crash-"));
    const server = await startServer("--data", data);
    const { call, health } = clientOf(server.url);
    await call("CreateUserPool", { PoolName: "before" });
    await rm(data, { recursive: true });
    const gone = "the data folder was removed or replaced while rockpool was running";
    expect(await call("CreateUserPool", { PoolName: "refused" })).toMatchObject({ message: expect.stringContaining(gone) });
    expect(await health()).toMatchObject({ status: "read-only", reason: expect.stringContaining(gone) });
    await server.kill("SIGKILL");
  });
});
