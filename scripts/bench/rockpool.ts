// A rockpool of its own process: starting, calling, and what the system says that it used.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { createInterface } from "node:readline";
import type { OperationName } from "#generated/operations.ts";

const TICKS_PER_SECOND = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

/** Any signature will do: the server is started with `--iam presence`. */
export const AUTHORIZATION =
  "AWS4-HMAC-SHA256 Credential=AKIDBENCH/20260101/us-east-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=0";

/** Starts a server on a data folder; resolves when it says that it listens. */
export type Server = Awaited<ReturnType<typeof startRockpool>>;

export async function startRockpool(cli: string, folder: string, options: readonly string[] = []) {
  const child = spawn(process.execPath, [cli, "start", "--port", "0", "--data", folder, "--log-level", "error", ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  // Where the benchmark fails, no server is left behind.
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  void ended.then(() => process.off("exit", kill));
  const lines = createInterface({ input: child.stdout });
  const line = await Promise.race([once(lines, "line").then(([text]: string[]) => text ?? ""), ended.then(() => "")]);
  const port = Number(/:(\d+)$/.exec(line)?.[1]);
  if (!port) throw new Error("The server did not start.");
  return {
    port,
    pid: child.pid!,
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** Connections that are used again, as SDKs do. */
export const keptConnections = new Agent({ keepAlive: true });

/** The answer of one call as { status, body }. */
export interface Answer {
  readonly status: number | undefined;
  // The benchmark trusts what it has asked for itself.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

export function call(port: number, operation: OperationName, input: object, agent: Agent | false = false): Promise<Answer> {
  const headers = {
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
    authorization: AUTHORIZATION,
  };
  return new Promise((resolve, reject) => {
    const outgoing = request({ port, host: "127.0.0.1", method: "POST", path: "/", headers, agent }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("end", () => resolve({ status: response.statusCode, body: text === "" ? undefined : JSON.parse(text) }));
    });
    outgoing.on("error", reject);
    outgoing.end(JSON.stringify(input));
  });
}

/** The same, demanding success. @returns the output */
export async function outputOf(port: number, operation: OperationName, input: object, agent?: Agent): Promise<Answer["body"]> {
  const { status, body } = await call(port, operation, input, agent);
  if (status !== 200) throw new Error(`${operation}: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** CPU time that a process has used so far in all its threads, in milliseconds. */
export function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
}

/** Memory that a process holds, in megabytes. */
export const memoryOf = (pid: number): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) / 1024;
