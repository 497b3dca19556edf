import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { beforeAll, describe, expect, test } from "vitest";
import { packageFile } from "#src/lib/package-file.ts";
import { runTool } from "../support/tools.ts";

const REPOSITORY = packageFile(".");
/** What the run of these tests sets for npm and for rockpool is not what a user has. */
const CLEAN = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_package|npm_lifecycle|npm_command|ROCKPOOL_|AWS_)/.test(name)),
);

const run = async (folder: string, command: string, ...args: string[]) => runTool(command, args, { ...CLEAN, PWD: folder }, folder);

const IN_CODE = `
import { startRockpool, type Health, type Rockpool } from "rockpool";

const rockpool: Rockpool = await startRockpool({ port: 0, data: ":memory:" });
const answer = await fetch(rockpool.url, {
  method: "POST",
  headers: { "x-amz-target": "AWSCognitoIdentityProviderService.CreateUserPool", "content-type": "application/x-amz-json-1.1", authorization: process.argv[2]! },
  body: JSON.stringify({ PoolName: "shop" }),
});
const health: Health = rockpool.control.health();
console.log(JSON.stringify({ status: answer.status, pool: await answer.json(), health, messages: await rockpool.control.messages({ username: "ada" }) }));
await rockpool.close();
`;

/** As strict as a project of a user can be; Node's globals are the user's own. */
const TSCONFIG = {
  compilerOptions: { strict: true, module: "nodenext", target: "es2022", outDir: "out", types: ["node"], skipLibCheck: false },
  files: ["in-code.ts"],
};
const SIGNATURE = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=00";

describe("the packed package, installed in an empty folder", () => {
  let project: string;

  beforeAll(async () => {
    const [packed, folder] = await Promise.all(["packed", "project"].map((name) => mkdtemp(join(tmpdir(), `rockpool-${name}-`))));
    await run(REPOSITORY, process.execPath, "scripts/build-types.mjs");
    // Without its scripts: these would build anew under the feet of tests that run beside this one.
    const tarball = (await run(REPOSITORY, "npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", packed!)).trim();
    project = folder!;
    await writeFile(join(project, "package.json"), JSON.stringify({ name: "project", private: true, type: "module" }));
    await run(project, "npm", "install", "--silent", "--no-audit", "--no-fund", "--prefer-offline", join(packed!, tarball));
  }, 300_000);

  test("npx rockpool start serves, and stops cleanly", async () => {
    const child = spawn("npx", ["--no-install", "rockpool", "start", "--port", "0", "--data", ":memory:", "--log-level", "error"], {
      cwd: project,
      env: CLEAN,
      stdio: ["ignore", "pipe", "inherit"],
      detached: true,
    });
    const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), "line"), once(child, "exit")])) as [string];
    expect(line).toMatch(/^rockpool listening on http:\/\/127\.0\.0\.1:\d+$/);
    const health = await (await fetch(`${line.split(" ").at(-1)}/_rockpool/health`)).json();
    expect(health).toMatchObject({ status: "ok", operations: { total: 129 } });
    // The whole group, as a terminal's Ctrl-C reaches it.
    process.kill(-child.pid!, "SIGINT");
    await once(child, "exit");
  });

  test("npx rockpool --version prints the version of the package, and --help its commands", async () => {
    expect((await run(project, "npx", "--no-install", "rockpool", "--version")).trim()).toMatch(/^\d+\.\d+\.\d+/);
    expect(await run(project, "npx", "--no-install", "rockpool", "--help")).toContain("rockpool start");
  });

  test("startRockpool, used in TypeScript at its strictest, compiles and serves", async () => {
    await writeFile(join(project, "in-code.ts"), IN_CODE);
    await writeFile(
      join(project, "tsconfig.json"),
      JSON.stringify({
        ...TSCONFIG,
        compilerOptions: { ...TSCONFIG.compilerOptions, typeRoots: [join(REPOSITORY, "node_modules/@types")] },
      }),
    );
    await run(project, process.execPath, packageFile("node_modules/typescript/bin/tsc"), "-p", project);
    const printed = JSON.parse(await run(project, process.execPath, join(project, "out/in-code.js"), SIGNATURE)) as Record<string, unknown>;
    expect(printed).toMatchObject({
      status: 200,
      pool: { UserPool: { Name: "shop" } },
      health: { status: "ok", contractViolations: 0 },
      messages: [],
    });
  });
});
