import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { beforeAll, describe, expect, test } from "vitest";
import { operations } from "#generated/operations.ts";
import { packageFile } from "#src/runtime/package-file.ts";
import { runTool } from "../support/tools.ts";

const REPOSITORY = packageFile(".");
/** What the run of these tests sets for npm and for rockpool is not what a user has. */
const CLEAN = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_package|npm_lifecycle|npm_command|ROCKPOOL_|AWS_)/.test(name)),
);

const run = async (folder: string, command: string, ...args: string[]) => runTool(command, args, { ...CLEAN, PWD: folder }, folder);

/** Every name that the package promises, used as a user would. */
const IN_CODE = `
import {
  DataFolderInUse, Problem, SeedError, startRockpool, UnreadableData, UsageError,
  type ClockChange, type ClockView, type Control, type Fault, type FaultKind, type FaultView, type FunctionFiles, type Health, type HostedView, type ImportLogQuery, type ImportLogView, type InvocationQuery, type InvocationView, type LocalProviderChange, type LocalProviderQuery, type LocalProviderView, type LogLevel,
  type MessageQuery, type MessageView, type RequestQuery, type RequestView, type Rockpool, type RockpoolOptions, type SeedClient, type SeedDocument, type SeedGroup, type SeedPool,
  type SeedUser, type SnapshotView, type StateDocument,
} from "rockpool";

const user: SeedUser = { Username: "ada", Password: "Corr3ct-Horse" };
const client: SeedClient = { ClientId: "web0client", ClientName: "web" };
const group: SeedGroup = { GroupName: "staff" };
const pool: SeedPool = { Id: "us-east-1_Shop00001", PoolName: "seeded", Clients: [client], Groups: [group], Users: [user] };
const seed: SeedDocument = { Pools: [pool] };
const logLevel: LogLevel = "error";
const trigger: FunctionFiles = {};
const options: Partial<RockpoolOptions> = { port: 0, data: ":memory:", logLevel, seed, trigger };
const rockpool: Rockpool = await startRockpool(options);
const control: Control = rockpool.control;
const answer = await fetch(rockpool.url, {
  method: "POST",
  headers: { "x-amz-target": "AWSCognitoIdentityProviderService.CreateUserPool", "content-type": "application/x-amz-json-1.1", authorization: process.argv[2]! },
  body: JSON.stringify({ PoolName: "shop" }),
});
const health: Health = control.health();
const query: MessageQuery = { username: "ada" };
const messages: MessageView[] = await control.messages(query);
const calls: RequestQuery = { operation: "CreateUserPool" };
const requests: RequestView[] = await control.requests(calls);
const hosted: HostedView | undefined = requests[0]?.http;
const asked: InvocationQuery = { trigger: "PreSignUp" };
const invocations: InvocationView[] = control.invocations(asked);
const change: ClockChange = { offsetSeconds: 60 };
const clock: ClockView = control.setClock(change);
const state: StateDocument = await control.export();
const snapshot: SnapshotView = await control.takeSnapshot("begin");
await control.restoreSnapshot(snapshot.name);
const kind: FaultKind = "throttle";
const fault: Fault = { kind, times: 1 };
const faults: FaultView[] = control.setFaults([fault]);
control.setFaults(faults.slice(1));
const importLog: ImportLogQuery = { jobId: "import-none" };
const refusal: unknown = await control.importLog(importLog).catch((error: unknown) => error) satisfies ImportLogView | unknown;
const provider: LocalProviderQuery = { userPoolId: "us-east-1_Shop00001", providerName: "Google" };
const choice: LocalProviderChange = { ...provider, answer: { refuses: true } };
const noProvider: LocalProviderView | unknown = await control.setLocalProvider(choice).catch((error: unknown) => error);
const wrong: unknown = await startRockpool({ port: -1 }).catch((error: unknown) => error);
console.log(JSON.stringify({
  status: answer.status,
  pool: await answer.json(),
  health,
  messages,
  requests: requests.map(({ operation, status }) => ({ operation, status })),
  noneOf: [hosted ?? "hosted", invocations.length],
  offset: clock.offsetSeconds,
  format: state.format,
  refused: refusal instanceof Problem && noProvider instanceof Problem,
  usage: wrong instanceof UsageError,
  classes: [DataFolderInUse, SeedError, UnreadableData].map(({ name }) => name),
}));
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

  const rockpool = (...args: string[]) => run(project, "npx", "--no-install", "rockpool", ...args);

  beforeAll(async () => {
    const [packed, folder] = await Promise.all(["packed", "project"].map((name) => mkdtemp(join(tmpdir(), `rockpool-${name}-`))));
    await run(REPOSITORY, process.execPath, packageFile("node_modules/tsx/dist/cli.mjs"), "scripts/build-types.ts");
    // Without its scripts: these would build anew under the feet of tests that run beside this one.
    const tarball = (await run(REPOSITORY, "npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", packed!)).trim();
    project = folder!;
    await writeFile(join(project, "package.json"), JSON.stringify({ name: "project", private: true, type: "module" }));
    // With a cache of its own, empty, and no network: nothing but the tarball is there to install.
    const alone = ["--offline", "--cache", join(packed!, "cache")];
    await run(project, "npm", "install", "--silent", "--no-audit", "--no-fund", ...alone, join(packed!, tarball));
  }, 300_000);

  test("brings nothing along", async () => {
    expect((await readdir(join(project, "node_modules"))).filter((name) => !name.startsWith("."))).toEqual(["rockpool"]);
    const { dependencies } = JSON.parse(await readFile(join(project, "node_modules/rockpool/package.json"), "utf8"));
    expect(dependencies).toBeUndefined();
    expect(await readdir(join(project, "node_modules/rockpool"))).toEqual(expect.arrayContaining(["LICENSE", "README.md", "dist", "spec"]));
  });

  test("npx rockpool start serves, its state is exported and imported, and it stops cleanly", async () => {
    const child = spawn("npx", ["--no-install", "rockpool", "start", "--port", "0", "--data", ":memory:", "--log-level", "error"], {
      cwd: project,
      env: CLEAN,
      stdio: ["ignore", "pipe", "inherit"],
      detached: true,
    });
    const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), "line"), once(child, "exit")])) as [string];
    expect(line).toMatch(/^rockpool listening on http:\/\/127\.0\.0\.1:\d+$/);
    const url = line.split(" ").at(-1)!;
    const health = await (await fetch(`${url}/_rockpool/health`)).json();
    expect(health).toMatchObject({ status: "ok", operations: { total: Object.keys(operations).length } });
    await rockpool("export", "state.json", "--url", url);
    expect(JSON.parse(await readFile(join(project, "state.json"), "utf8"))).toMatchObject({ format: "rockpool-state" });
    await rockpool("import", "state.json", "--url", url);
    // The whole group, as a terminal's Ctrl-C reaches it.
    process.kill(-child.pid!, "SIGINT");
    await once(child, "exit");
  });

  test("npx rockpool --version prints the version of the package, and --help its commands", async () => {
    expect((await rockpool("--version")).trim()).toMatch(/^\d+\.\d+\.\d+/);
    expect(await rockpool("--help")).toContain("rockpool start");
  });

  test("npx rockpool exec runs a command beside a server", async () => {
    const script =
      "fetch(process.env.ROCKPOOL_URL + '/_rockpool/health').then((answer) => answer.json()).then(({ status }) => console.log(status))";
    expect((await rockpool("exec", "--", process.execPath, "-e", script)).trim()).toBe("ok");
  });

  test("npx rockpool contract replays the exchanges that the package carries", async () => {
    expect(await rockpool("contract", "--only", "TagResource")).toMatch(/\| tags \| 1 of \d/);
  });

  test("startRockpool, used in TypeScript at its strictest, compiles and serves, and every public name can be named", async () => {
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
      requests: [{ operation: "CreateUserPool", status: 200 }],
      noneOf: ["hosted", 0],
      offset: 60,
      format: "rockpool-state",
      refused: true,
      usage: true,
      classes: ["DataFolderInUse", "SeedError", "UnreadableData"],
    });
  });

  test("every name that index.ts exports is used above", async () => {
    const source = await readFile(packageFile("src/index.ts"), "utf8");
    const names = [...source.matchAll(/^export (?:type )?\{([^}]*)\}/gm)]
      .flatMap(([, list]) => list!.split(","))
      .map((name) => name.replace(/\btype\b/, "").trim());
    expect(names.filter((name) => name !== "" && !IN_CODE.includes(name))).toEqual([]);
  });
});
