import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { rockpool, startServer, temporaryFolder } from "./rockpool.ts";

const oneLine = /^rockpool: [^\n]+\n$/;

const banner = (url: string): string => `rockpool listening on ${url}\n`;

describe("start", () => {
  test("prints where it listens, and on standard error what is open to whom, and serves", async () => {
    const server = await startServer("--data", ":memory:", "--log-level", "info");
    expect(server.output()).toBe(banner(server.url));
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(`${server.url}/_rockpool/health`)).status).toBe(200);
    const { stderr } = await server.kill("SIGTERM");
    expect(stderr).toContain("rockpool: open to programs on this machine only: the API and the control endpoints\n");
  });

  test("with --tls prints both addresses, and on standard error whom to trust", async () => {
    const data = join(await temporaryFolder(), "data");
    const server = await startServer("--data", data, "--tls", "--log-level", "info");
    expect(server.output()).toMatch(/^rockpool listening on http:\/\/127\.0\.0\.1:\d+ and https:\/\/localhost:\d+\n$/);
    const { stderr } = await server.kill("SIGTERM");
    const file = join(data, "tls", "ca.pem");
    expect(stderr).toContain(`rockpool: certificates are signed by ${file}; Node.js trusts it with NODE_EXTRA_CA_CERTS=${file}\n`);
  });

  test.each(["SIGINT", "SIGTERM"] as const)("stops cleanly on %s, and gives the data folder back", async (signal) => {
    const data = join(await temporaryFolder(), "data");
    const server = await startServer("--data", data);
    const { status, stdout } = await server.kill(signal);
    expect(status).toBe(0);
    expect(stdout).toBe(banner(server.url));
    expect((await readdir(data)).filter((name) => name.includes("lock"))).toEqual([]);
  });

  test("a second signal stops it at once, with a request still unanswered", async () => {
    const server = await startServer("--data", ":memory:");
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    await new Promise((resolve) => socket.write("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n", resolve));
    // Answered after the half request has arrived on its own connection.
    await fetch(`${server.url}/_rockpool/health`);
    const { status } = await server.kill("SIGINT", "SIGTERM");
    expect([130, 143]).toContain(status);
    socket.destroy();
  });

  test("a signal while the seed is still being applied ends it, too", async () => {
    const folder = await temporaryFolder();
    const Users = Array.from({ length: 20_000 }, (_, index) => ({ Username: `user${index}`, Password: "Corr3ct-Horse" }));
    await writeFile(join(folder, "seed.json"), JSON.stringify({ Pools: [{ Id: "us-east-1_LongSeed1", PoolName: "long", Users }] }));
    const { status, stdout } = await rockpool(["start", "--port", "0", "--data", "data", "--seed", "seed.json", "--crypto-threads", "1"], {
      cwd: folder,
      endOnce: join(folder, "data", "format"),
    });
    // It would have said that it listens, had it come to the last of all these passwords.
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  });

  test("a server that was killed leaves a folder that the next one takes", async () => {
    const data = await temporaryFolder();
    const server = await startServer("--data", data);
    await server.kill("SIGKILL");
    const next = await startServer("--data", data);
    expect((await next.kill("SIGTERM")).status).toBe(0);
  });
});

describe("what cannot be started says so in one line and touches nothing", () => {
  test("a port in use", async () => {
    const server = await startServer("--data", ":memory:");
    const data = join(await temporaryFolder(), "data");
    const { port } = new URL(server.url);
    const { status, stdout, stderr } = await rockpool(["start", "--port", port, "--data", data]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toBe(`rockpool: Port ${port} of 127.0.0.1 is in use; stop what listens there, or choose another one with --port.\n`);
    expect(existsSync(data)).toBe(false);
  });

  test("a port for TLS in use", async () => {
    const { port } = new URL((await startServer("--data", ":memory:")).url);
    const { status, stderr } = await rockpool(["start", "--port", "0", "--data", ":memory:", "--tls", "--tls-port", port]);
    expect(status).toBe(1);
    expect(stderr).toBe(`rockpool: Port ${port} of 127.0.0.1 is in use; stop what listens there, or choose another one with --tls-port.\n`);
  });

  test("a certificate that is not there", async () => {
    const { status, stderr } = await rockpool(["start", "--port", "0", "--tls-cert", "cert.pem", "--tls-key", "key.pem"]);
    expect(status).toBe(1);
    expect(stderr).toBe("rockpool: The file cert.pem of --tls-cert cannot be read (ENOENT).\n");
  });

  test("a data folder in use", async () => {
    const data = await temporaryFolder();
    await startServer("--data", data);
    const before = await readdir(data);
    const { status, stderr } = await rockpool(["start", "--port", "0", "--data", data]);
    expect(status).toBe(1);
    expect(stderr).toMatch(oneLine);
    expect(stderr).toContain(`${data} is in use`);
    expect(await readdir(data)).toEqual(before);
  });

  test("an unreadable data file", async () => {
    const data = await temporaryFolder();
    const file = join(data, "us-east-1_Broken000.json");
    await writeFile(file, "{");
    const { status, stderr } = await rockpool(["start", "--port", "0", "--data", data]);
    expect(status).toBe(1);
    expect(stderr).toMatch(oneLine);
    expect(stderr).toContain(file);
    expect(await readFile(file, "utf8")).toBe("{");
    expect(await readdir(data)).toEqual(["us-east-1_Broken000.json"]);
  });

  test("a data folder that is a file", async () => {
    const file = join(await temporaryFolder(), "file");
    await writeFile(file, "mine");
    const { status, stderr } = await rockpool(["start", "--port", "0", "--data", file]);
    expect(status).toBe(1);
    expect(stderr).toMatch(oneLine);
    expect(await readFile(file, "utf8")).toBe("mine");
  });

  test("an address that is not this machine's", async () => {
    const { status, stderr } = await rockpool(["start", "--port", "0", "--data", ":memory:", "--host", "203.0.113.1"]);
    expect(status).toBe(1);
    expect(stderr).toBe("rockpool: 203.0.113.1 is no address of this machine; choose another one with --host.\n");
  });

  test.each([
    [["start", "--prot", "1"], "There is no option --prot"],
    [["start", "--port", "x"], '--port is "x"'],
    [["start", "now"], 'rockpool start takes no "now"'],
    [["begin"], "There is no command begin; the commands are start, exec"],
    [[], "A command is missing"],
    [["start", "--tls-cert", "cert.pem"], "give both --tls-cert and --tls-key"],
    [["start", "--tls-port", "4143"], "--tls-port needs a certificate"],
    [["start", "--config", "missing.yaml"], "missing.yaml cannot be read"],
  ])("%j is a mistake in the call", async (args, message) => {
    const { status, stdout, stderr } = await rockpool(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(oneLine);
    expect(stderr).toContain(message);
  });
});

test("options come from the config file of the current folder and the environment", async () => {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, "rockpool.config.yaml"), "region: eu-central-1\ndata: ':memory:'\naccount: '000000000001'\n");
  const script = "fetch(process.env.ROCKPOOL_URL + '/_rockpool/health').then(r => r.json()).then(h => console.log(h.region, h.account))";
  const { status, stdout } = await rockpool(["exec", "--", process.execPath, "-e", script], {
    cwd,
    env: { ROCKPOOL_ACCOUNT: "000000000002" },
  });
  expect({ status, stdout }).toEqual({ status: 0, stdout: "eu-central-1 000000000002\n" });
});

test("help and version are told", async () => {
  expect(await rockpool(["--version"])).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  for (const args of [["--help"], ["start", "--help"]])
    expect(await rockpool(args)).toMatchObject({ status: 0, stdout: expect.stringContaining("--port PORT") });
});
