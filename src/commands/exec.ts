import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import type { Rockpool } from "../index.ts";
import { resolveOptions } from "../options/config.ts";
import { IN_MEMORY, type RockpoolOptions, UsageError } from "../options/table.ts";
import { readArguments } from "./arguments.ts";

/** A server of its own for one command: a free port, nothing kept, and a log that stays out of the command's way. */
const DEFAULTS: Partial<RockpoolOptions> = { port: 0, data: IN_MEMORY, logLevel: "warn" };

/** Runs the command that follows `--` beside a server. @returns the command's exit status */
export async function exec(args: readonly string[]): Promise<number> {
  const given = readArguments(args, { server: true });
  const [command, ...words] = given.rest ?? [];
  if (given.positionals.length > 0 || command === undefined)
    throw new UsageError("rockpool exec takes the command after two dashes: rockpool exec -- npm test.");
  const options = await resolveOptions({ ...given, env: process.env, cwd: process.cwd(), defaults: DEFAULTS });
  // Loaded on demand: mistakes in the options need no server.
  const { startRockpool } = await import("../index.ts");
  const server = await startRockpool(options);
  try {
    return await run(command, words, environment(server, options, process.env));
  } finally {
    await server.close();
  }
}

/** What makes AWS SDKs and the AWS CLI talk to the server; what the user set otherwise stays. */
export function environment(
  { url, tlsUrl, authority }: Pick<Rockpool, "url" | "tlsUrl" | "authority">,
  { region, credentials }: Pick<RockpoolOptions, "region" | "credentials">,
  env: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const regionIsSet = env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  // Without --iam verify any keys do.
  const [id, secret] = credentials[0] ?? ["rockpool", "rockpool"];
  return {
    AWS_ACCESS_KEY_ID: id,
    AWS_SECRET_ACCESS_KEY: secret,
    // boto3 reads the second one only.
    ...(regionIsSet ? {} : { AWS_REGION: region, AWS_DEFAULT_REGION: region }),
    ...(authority && { NODE_EXTRA_CA_CERTS: authority.file }),
    ...env,
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: url,
    ROCKPOOL_URL: url,
    ...(tlsUrl && { ROCKPOOL_TLS_URL: tlsUrl }),
    ...(authority && { ROCKPOOL_CA: authority.file }),
  };
}

const FORWARDED = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

function run(command: string, words: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(command, words, { stdio: "inherit", env });
  const stopForwarding = forwardSignals(child);
  return new Promise<number>((resolve, reject) => {
    child.once("error", (error: NodeJS.ErrnoException) => reject(cannotRun(command, error)));
    child.once("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal!]));
  }).finally(stopForwarding);
}

function forwardSignals(child: ChildProcess): () => void {
  const forward = (signal: NodeJS.Signals): void => {
    // A terminal sends Ctrl-C to the command too.
    if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of FORWARDED) process.on(signal, forward);
  return () => {
    for (const signal of FORWARDED) process.off(signal, forward);
  };
}

/** The command could not be started; shells give 127 for one that is not there and 126 for one that may not be run. */
export class CommandFailed extends Error {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

const cannotRun = (command: string, { code }: NodeJS.ErrnoException): CommandFailed =>
  code === "ENOENT"
    ? new CommandFailed(`The command ${command} is not there.`, 127)
    : new CommandFailed(`The command ${command} cannot be run (${code}).`, 126);
