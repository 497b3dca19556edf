import { readdir } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { rockpool, temporaryFolder } from "./rockpool.ts";

const node = (script: string): string[] => ["--", process.execPath, "-e", script];

describe("exec", () => {
  test("ends with the command's status and stops the server", async () => {
    expect(await rockpool(["exec", ...node("process.exit(3)")])).toEqual({ status: 3, stdout: "", stderr: "" });
    expect((await rockpool(["exec", ...node("")])).status).toBe(0);
  });

  test("a command that a signal ended has the status that a shell would give", async () => {
    expect((await rockpool(["exec", ...node("process.kill(process.pid, 'SIGKILL')")])).status).toBe(137);
  });

  test("the command finds the server, a region and keys in its environment, and nothing on disk", async () => {
    const cwd = await temporaryFolder();
    const script = `
      const { AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: endpoint, ROCKPOOL_URL, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env;
      fetch(ROCKPOOL_URL + "/_rockpool/health").then((answer) => console.log(answer.status, endpoint === ROCKPOOL_URL, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY));`;
    const { status, stdout } = await rockpool(["exec", "--region", "eu-west-3", ...node(script)], { cwd });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "200 true eu-west-3 rockpool rockpool\n" });
    expect(await readdir(cwd)).toEqual([]);
  });

  test("with --tls the command is told the address, and Node.js trusts it there", async () => {
    const script = `fetch(process.env.ROCKPOOL_TLS_URL + "/_rockpool/health").then((answer) => console.log(answer.status))`;
    expect(await rockpool(["exec", "--tls", ...node(script)])).toEqual({ status: 0, stdout: "200\n", stderr: "" });
  });

  test("signals reach the command", async () => {
    const script = `process.on("SIGTERM", () => { console.log("told"); process.exit(4); }); setInterval(() => {}, 1000); process.kill(process.ppid, "SIGTERM");`;
    expect(await rockpool(["exec", ...node(script)])).toMatchObject({ status: 4, stdout: "told\n" });
  });

  test("arguments of the command are its own", async () => {
    const { stdout } = await rockpool(["exec", "--", process.execPath, "-p", "process.argv.slice(1).join()", "--", "--port", "--help"]);
    expect(stdout).toBe("--port,--help\n");
  });

  test("a command that is not there, or none, is told", async () => {
    expect(await rockpool(["exec", "--", "no-such-command-here"])).toMatchObject({
      status: 127,
      stderr: "rockpool: The command no-such-command-here is not there.\n",
    });
    expect((await rockpool(["exec"])).status).toBe(2);
    expect((await rockpool(["exec", "npm", "test"])).status).toBe(2);
  });
});
