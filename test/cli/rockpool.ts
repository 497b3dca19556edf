import { type ChildProcessByStdio, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { afterEach, vi } from "vitest";
import { packageFile } from "#src/runtime/package-file.ts";

const CLI = packageFile("dist/cli.js");
if (!existsSync(CLI)) throw new Error("dist/cli.js is not there; run npm run build first");

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly url: string;
  readonly pid: number;
  /** Everything on standard output so far. */
  readonly output: () => string;
  readonly kill: (...signals: NodeJS.Signals[]) => Promise<Ended>;
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

const running = new Set<Child>();
afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
});

export const temporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), "rockpool-cli-"));

/** Runs the command line to its end. `endOnce`: a file; the process is told to end when it is there. */
export async function rockpool(
  args: readonly string[],
  { env = {}, cwd, endOnce }: { env?: Record<string, string>; cwd?: string; endOnce?: string } = {},
): Promise<Ended> {
  const child = launch(args, env, cwd ?? (await temporaryFolder()));
  const end = ended(child);
  if (endOnce !== undefined) {
    await vi.waitUntil(() => existsSync(endOnce), { timeout: 30_000 });
    child.kill("SIGTERM");
  }
  return end;
}

/** Starts a server on a free port; rejects with what it said on standard error when it ends instead. */
export async function startServer(...args: readonly string[]): Promise<Started> {
  const child = launch(["start", "--port", "0", "--log-level", "error", "--crypto-threads", "0", ...args], {}, await temporaryFolder());
  const end = ended(child);
  let output = "";
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (piece: string) => {
      output += piece;
      const [, found] = /listening on (\S+)[^\n]*\n/.exec(output) ?? [];
      if (found !== undefined) resolve(found);
    });
    void end.then(({ stderr }) => reject(new Error(stderr)));
  });
  const kill = (...signals: NodeJS.Signals[]): Promise<Ended> => {
    for (const signal of signals) child.kill(signal);
    return end;
  };
  return { url, pid: child.pid!, output: () => output, kill };
}

/** The environment of the test run must not decide what is tested. */
function launch(args: readonly string[], env: Record<string, string>, cwd: string): Child {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(ROCKPOOL|AWS|NODE_EXTRA)_/.test(name)));
  const child = spawn(process.execPath, [CLI, ...args], { cwd, env: { ...inherited, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.setEncoding("utf8");
  child.stderr.setEncoding("utf8");
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}

function ended(child: Child): Promise<Ended> {
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (piece: string) => (stdout += piece));
  child.stderr.on("data", (piece: string) => (stderr += piece));
  return new Promise((resolve) => child.once("close", (status) => resolve({ status, stdout, stderr })));
}
