import { createWriteStream } from "node:fs";
import { readFile, rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { UsageError } from "../options/table.ts";
import { readArguments } from "./arguments.ts";

/** Writes the state of a running server to a file. @returns what was done, in one line */
export async function exportToFile(args: readonly string[]): Promise<string> {
  const { file, url, headers } = target("export", args);
  const response = await request(url, "/_rockpool/export", { headers });
  // Beside the file and renamed, so that a broken transfer leaves the old file as it is.
  const part = `${file}.part`;
  try {
    await pipeline(Readable.fromWeb(response.body as ReadableStream), createWriteStream(part, { mode: 0o600 }));
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw new Error(`The state cannot be written to ${file}: ${(error as Error).message}.`);
  }
  return `exported ${url} to ${file}`;
}

/** Replaces the state of a running server by that of a file. @returns what was done, in one line */
export async function importFromFile(args: readonly string[]): Promise<string> {
  const { file, url, headers } = target("import", args);
  const body = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`The file ${file} cannot be read (${error.code}).`);
  });
  await request(url, "/_rockpool/import", { method: "POST", headers: { ...headers, "content-type": "application/json" }, body });
  return `imported ${file} into ${url}`;
}

function target(command: string, args: readonly string[]): { file: string; url: string; headers: Record<string, string> } {
  const {
    positionals,
    rest = [],
    url = defaultUrl(),
    controlToken = process.env.ROCKPOOL_CONTROL_TOKEN,
  } = readArguments(args, { url: true });
  const [file, ...others] = [...positionals, ...rest];
  if (file === undefined || others.length > 0)
    throw new UsageError(`rockpool ${command} takes one file: rockpool ${command} FILE [--url URL].`);
  return { file, url: serverAddress(url), headers: controlToken ? { authorization: `Bearer ${controlToken}` } : {} };
}

/** Without slashes at its end. @throws UsageError */
export function serverAddress(url: string): string {
  if (!URL.canParse(url)) throw new UsageError(`--url is "${url}"; it has to be an address such as http://127.0.0.1:4100.`);
  return url.replace(/\/+$/, "");
}

const defaultUrl = (): string => process.env.ROCKPOOL_URL || `http://127.0.0.1:${process.env.ROCKPOOL_PORT || 4100}`;

/** Asks a running server. Rejects with what to do where none answers, and with its reason where it refuses. */
export async function request(url: string, path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(`${url}${path}`, init).catch((error: Error & { cause?: { code?: string } }) => {
    throw new Error(`No rockpool answers at ${url} (${error.cause?.code ?? error.message}); start one, or name it with --url.`);
  });
  if (response.ok) return response;
  const problem = (await response.json().catch(() => undefined)) as { detail?: string } | undefined;
  throw new Error(problem?.detail ?? `${url} answered ${response.status}; is it a rockpool?`);
}
