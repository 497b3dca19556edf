import { spawn } from "node:child_process";
import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { lineOf } from "#src/commands/request-lines.ts";
import { packageFile } from "#src/runtime/package-file.ts";
import { startServer, temporaryFolder } from "./rockpool.ts";

const refused = (url: string, body = '{"UserPoolId":"us-east-1_Nothing00","Username":"ada"}') =>
  fetch(url, {
    method: "POST",
    headers: { "x-amz-target": "AWSCognitoIdentityProviderService.AdminGetUser", authorization: SIGNATURE },
    body,
  });
const SIGNATURE =
  "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/cognito-idp/aws4_request, SignedHeaders=host;x-amz-date, Signature=00";

const asked = async (level: string) => {
  const server = await startServer("--data", ":memory:", "--log-level", level);
  await refused(server.url);
  // A request is told before the one after it is listed.
  await fetch(`${server.url}/_rockpool/requests`);
  const { stderr } = await server.kill("SIGTERM");
  return stderr.split("\n").flatMap((line) => (line.includes('"msg":"request"') ? [JSON.parse(line) as object] : []));
};

const expected = {
  operation: "AdminGetUser",
  userPoolId: "us-east-1_Nothing00",
  username: "ada",
  status: 400,
  error: "ResourceNotFoundException",
  durationMs: expect.any(Number) as number,
};

test("start tells every request in a line of JSON, at debug also what the caller was told", async () => {
  const [line, ...rest] = await asked("info");
  expect(rest).toEqual([]);
  expect(line).toMatchObject(expected);
  expect(line).not.toHaveProperty("told");
  expect(await asked("debug")).toEqual([
    expect.objectContaining({ ...expected, told: "User pool us-east-1_Nothing00 does not exist." }) as object,
  ]);
});

test.each(["warn", "error", "silent"])("at %s no request is told", async (level) => {
  expect(await asked(level)).toEqual([]);
});

test("on a terminal the line is for the eye, and coloured", async () => {
  const command = `${process.execPath} ${packageFile("dist/cli.js")} start --port 0 --data :memory: --crypto-threads 0`;
  const child = spawn("script", ["--quiet", "--return", "--command", command, "/dev/null"], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, TERM: "xterm-256color", NO_COLOR: undefined, FORCE_COLOR: undefined, CI: undefined },
    cwd: await temporaryFolder(),
  });
  let output = "";
  const seen = (form: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = form.exec(output);
        if (found) resolve(found);
      };
      child.stdout.on("data", look);
      look();
    });
  child.stdout.setEncoding("utf8").on("data", (piece: string) => (output += piece));
  try {
    const [, url = ""] = await seen(/listening on (\S+)\r?\n/);
    await refused(url);
    const [line] = await seen(/[^\n]*AdminGetUser[^\n]*\n/);
    expect(line).toContain("\x1b[33m400 ResourceNotFoundException\x1b[0m");
    expect(stripVTControlCharacters(line)).toMatch(
      /^\d\d:\d\d:\d\d AdminGetUser us-east-1_Nothing00 ada 400 ResourceNotFoundException [\d.]+ ms\r?\n$/,
    );
  } finally {
    child.kill("SIGTERM");
  }
});

test("what a caller chose steers no terminal", () => {
  const request = {
    id: 1,
    requestId: "r",
    at: "2026-01-01T12:00:00.000Z",
    kind: "api",
    operation: "SignUp",
    status: 200,
    durationMs: 1,
  } as const;
  expect(lineOf({ ...request, username: "a\x1b[2Jb\nc\u202ed" }, { isVerbose: false, isColored: false })).toBe(
    "12:00:00 SignUp - a [2Jb c d 200 1 ms",
  );
});
