import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { operations } from "#generated/operations.ts";
import { startTestServer } from "../support/server.ts";

const run = promisify(execFile);
const all = Object.keys(operations).length;
const contract = (...args: string[]) => run(process.execPath, ["dist/cli.js", "contract", ...args]);

const server = await startTestServer();
afterAll(() => server.close());

test("contract, two operations on a server of its own, prints the table and writes the results", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "rockpool-")), "results.json");
  const { stdout } = await contract("--only", "DescribeUserPool,TagResource", "--json", file);
  expect(stdout).toContain("| domain | operations that pass | exchanges |");
  expect(stdout).toContain(`| **all** | **2 of ${all}** |`);
  const results = JSON.parse(readFileSync(file, "utf8")) as { operation: string; passed: boolean }[];
  expect(results.map(({ operation, passed }) => [operation, passed])).toEqual([
    ["DescribeUserPool", true],
    ["TagResource", true],
  ]);
});

test("contract, a server that is running, replays on that one", async () => {
  const { stdout } = await contract("--url", server.url, "--only", "CreateGroup");
  expect(stdout).toContain(`| **all** | **1 of ${all}** |`);
  expect(server.control.health().contractViolations).toBe(0);
});

test("contract, a server that refuses, names what failed and ends with 1", async () => {
  const refusing = await startTestServer({ fixedCode: "1", region: "eu-west-1", account: "999999999999" });
  const failure = contract("--url", refusing.url, "--only", "CreateUserPool");
  await expect(failure).rejects.toMatchObject({ code: 1, stdout: expect.stringContaining("failed: CreateUserPool: ") as string });
  await refusing.close();
});

test("contract, an operation that is none, is a mistake of usage", async () => {
  await expect(contract("--only", "Nope")).rejects.toMatchObject({ code: 2, stderr: "rockpool: --only: there is no operation Nope.\n" });
});

test("contract, an address that is none, is a mistake of usage; one where nobody answers is told", async () => {
  await expect(contract("--url", "here")).rejects.toMatchObject({
    code: 2,
    stderr: 'rockpool: --url is "here"; it has to be an address such as http://127.0.0.1:4100.\n',
  });
  const { url, close } = await startTestServer();
  await close();
  await expect(contract("--url", url)).rejects.toMatchObject({
    code: 1,
    stderr: `rockpool: No rockpool answers at ${url} (ECONNREFUSED); start one, or name it with --url.\n`,
  });
});
