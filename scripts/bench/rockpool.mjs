// A rockpool of its own process: starting, calling, and what the system says that it used.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { createInterface } from "node:readline";

const TICKS_PER_SECOND = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

/** Any signature will do: the server is started with `--iam presence`. */
export const AUTHORIZATION =
  "AWS4-HMAC-SHA256 Credential=AKIDBENCH/20260101/us-east-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=0";

/** Starts a server on a data folder; resolves when it says that it listens. */
export async function startRockpool(cli, folder, options = []) {
  const child = spawn(process.execPath, [cli, "start", "--port", "0", "--data", folder, "--log-level", "error", ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  // Where the benchmark fails, no server is left behind.
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  void ended.then(() => process.off("exit", kill));
  const lines = createInterface({ input: child.stdout });
  const line = await Promise.race([once(lines, "line").then(([text]) => text), ended.then(() => "")]);
  const port = Number(/:(\d+)$/.exec(line)?.[1]);
  if (!port) throw new Error("The server did not start.");
  return {
    port,
    pid: child.pid,
    call: (operation, input) => call(port, operation, input),
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** Connections that are used again, as SDKs do. */
export const keptConnections = new Agent({ keepAlive: true });

/** The answer of one call as { status, body }. */
export function call(port, operation, input, agent = false) {
  const headers = {
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
    authorization: AUTHORIZATION,
  };
  return new Promise((resolve, reject) => {
    const outgoing = request({ port, host: "127.0.0.1", method: "POST", path: "/", headers, agent }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk) => (text += chunk));
      response.on("end", () => resolve({ status: response.statusCode, body: text === "" ? undefined : JSON.parse(text) }));
    });
    outgoing.on("error", reject);
    outgoing.end(JSON.stringify(input));
  });
}

/** The same, demanding success. @returns the output */
export async function outputOf(port, operation, input, agent) {
  const { status, body } = await call(port, operation, input, agent);
  if (status !== 200) throw new Error(`${operation}: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** CPU time that a process has used so far in all its threads, in milliseconds. */
export function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
}

/** Memory that a process holds, in megabytes. */
export const memoryOf = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;
