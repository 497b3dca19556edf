import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseStructured } from "../lib/structured-text.ts";
import { packageFile } from "../runtime/package-file.ts";
import type { Computed } from "./computed.ts";
import type { HttpRequest } from "./http-step.ts";
import type { ClockMove, Recipient } from "./target.ts";
import type { Upload } from "./upload.ts";

/** `spec/examples/<Operation>.yaml`, or one for an endpoint beside the API. */
export interface ExchangeFile {
  /** The name of the operation; of an endpoint, its path. */
  readonly operation: string;
  /** What every request of an endpoint's exchanges has in common with the others; a request's own members win. */
  readonly endpoint?: HttpRequest;
  /** Steps before every exchange's own. */
  readonly background?: readonly Step[];
  readonly exchanges: readonly Exchange[];
  /** Declared errors that no request can bring about, each with the reason. */
  readonly unprovoked?: Readonly<Record<string, string>>;
}

export interface ExpectedError {
  readonly type: string;
  readonly message?: string;
}

export interface Expectation {
  readonly response?: unknown;
  /** Dotted paths that must not be in the answer. */
  readonly absent?: readonly string[];
  readonly error?: string | ExpectedError;
  /** Variables to take from the answer. */
  readonly save?: Readonly<Record<string, string>>;
  readonly auth?: "none";
  /** Where the documented answer cannot be given, with the reason; such paths are left out of the comparison. */
  readonly deviations?: readonly { readonly path: string; readonly documented: unknown; readonly reason: string }[];
  /** Of an answer to `http`, whose errors are statuses and members like any other. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Parameters of the address that a redirect leads to. */
  readonly location?: Readonly<Record<string, string>>;
  readonly contains?: string | readonly string[];
}

export interface Exchange extends Expectation {
  readonly name: string;
  readonly given?: readonly Step[];
  readonly request: unknown;
  readonly then?: readonly Step[];
  /** Its values come from AWS's own documentation. */
  readonly documented?: boolean;
  /** Waits for a capability that is not there yet: reported, and never counted as passed. */
  readonly pending?: string;
}

/** One step: a call (`<Operation>: input`), a move of the clock, a look into the inbox, what a client computes, an upload, or a request beside the API. */
export type Step = Expectation & {
  readonly clock?: ClockMove;
  readonly message?: Recipient & { readonly save?: Readonly<Record<string, string>> };
  readonly compute?: Computed & { readonly save?: Readonly<Record<string, string>> };
  readonly upload?: Upload;
  readonly http?: HttpRequest;
  readonly repeat?: number;
  readonly [operation: string]: unknown;
};

/** All exchange files, by operation name in alphabetical order. */
export async function readExchangeFiles(only?: readonly string[]): Promise<ExchangeFile[]> {
  const folder = packageFile("spec/examples");
  const names = readdirSync(folder).filter((name) => name.endsWith(".yaml") && (!only || only.includes(name.slice(0, -".yaml".length))));
  return Promise.all(
    names.sort().map(async (name) => (await parseStructured(readFileSync(join(folder, name), "utf8"), name)) as ExchangeFile),
  );
}
