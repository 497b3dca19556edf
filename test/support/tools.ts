import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";

/** The interpreter of the Python clients; `PYTHON` names another one than the first `python3` of the path. */
export const PYTHON = process.env["PYTHON"] ?? "python3";

/** Where nothing may be skipped (as in continuous integration), a tool that is missing is a failure. */
const mustHave = (process.env["ROCKPOOL_NO_SKIP"] ?? "") !== "";

export interface Tool {
  /** For `describe.skipIf`. */
  readonly missing: boolean;
  /** A name of a suite that says what was skipped, and why. */
  readonly suite: (name: string) => string;
}

/** Looks for a tool by running it. Throws where it is missing and nothing may be skipped. */
export function findTool(name: string, command: string, args: readonly string[]): Tool {
  const missing = !runs(command, args);
  if (missing && mustHave)
    throw new Error(`${name} is missing, and ROCKPOOL_NO_SKIP allows no skipping: \`${[command, ...args].join(" ")}\` fails`);
  return { missing, suite: (suite) => (missing ? `${suite} (skipped: ${name} is not installed)` : suite) };
}

function runs(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** An environment in which AWS's clients talk to this server, and to nothing that the machine has configured. */
export function awsEnvironment(url: string): Record<string, string | undefined> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"));
  return {
    ...Object.fromEntries(inherited),
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: url,
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "any",
    AWS_SECRET_ACCESS_KEY: "any",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_PAGER: "",
    NO_PROXY: "127.0.0.1",
  };
}

/** Runs a program to its end and gives its standard output; rejects with `code` and `stderr` where it fails. */
export const runTool = async (
  command: string,
  args: readonly string[],
  env: Record<string, string | undefined>,
  cwd?: string,
): Promise<string> => (await promisify(execFile)(command, args, { env, cwd })).stdout;
