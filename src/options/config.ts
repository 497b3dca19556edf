import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { SeedDocument } from "../seed/seed-document.ts";
import { LOG_LEVELS, type LogLevel } from "../lib/log.ts";
import { type Choice, type FunctionFiles, functionFiles, functionFilesText, hookAddress, integer, mailServer, oneOf, pairs, pairsText, pattern, truth, webAddress } from "./values.ts";

/** What a rockpool server can be told. */
export interface RockpoolOptions {
  /** 0: a free one. */
  readonly port: number;
  readonly host: string;
  /** A folder, or `:memory:`. */
  readonly data: string;
  readonly region: string;
  readonly account: string;
  /** A seed file, or in code what would be in one. */
  readonly seed?: string | SeedDocument;
  readonly iam: "presence" | "verify" | "off";
  /** Access key ids with their secrets, for `iam` verify. */
  readonly credentials: readonly (readonly [string, string])[];
  /** Without a trailing slash; absent: the address it listens on. */
  readonly publicUrl?: string;
  readonly issuer: "local" | "aws";
  readonly fixedCode?: string;
  readonly fsync: boolean;
  readonly logLevel: LogLevel;
  /** Stands for CloudWatch Logs, Firehose and S3. */
  readonly logFolder?: string;
  readonly cryptoThreads: number;
  readonly requestLimits: boolean;
  /** Where Lambda's Invoke API is spoken, for triggers that `trigger` does not map. */
  readonly lambdaEndpoint?: string;
  /** Modules that stand for Lambda functions, by the function's name or ARN. */
  readonly trigger: FunctionFiles;
  /** Where KMS is spoken, for custom senders. */
  readonly kmsEndpoint?: string;
  readonly smtpUrl?: string;
  readonly smsUrl?: string;
}

export type OptionName = keyof RockpoolOptions;
export const IN_MEMORY = ":memory:";

/** A mistake in how rockpool was called: one sentence that says what and what to do. The command line ends with status 2. */
export class UsageError extends Error {}

/** One option. `parse` takes the text of a flag or variable and says what is wrong with it by throwing the end of a sentence. */
interface Option<T> {
  readonly placeholder?: string;
  readonly default?: T;
  /** How the default is described where it is not one value. */
  readonly defaultText?: string;
  readonly help: string;
  /** A path, relative to the file that names it. */
  readonly path?: boolean;
  /** The value is not repeated in messages. */
  readonly secret?: boolean;
  /** The text of a value given in code or in the config file, where it is not one word. */
  readonly text?: (value: object) => string;
  /** May be given more than once; the texts are put together with commas. */
  readonly repeatable?: boolean;
  readonly parse: (text: string) => T;
}

type OptionTable = { readonly [Name in OptionName]-?: Option<NonNullable<RockpoolOptions[Name]>> };

/** The one table of options. Key: the name in code and in the config file; flag and environment variable follow from it. */
export const OPTIONS: OptionTable = {
  port: { placeholder: "PORT", default: 4100, help: "Port to listen on; 0 takes a free one.", parse: integer(0, 65535) },
  host: { placeholder: "HOST", default: "127.0.0.1", help: "Address to listen on; 0.0.0.0 for all of them.", parse: pattern(/^[\w.:%-]+$/, "a host name or address") },
  data: { placeholder: "FOLDER", default: "./.rockpool", help: "Folder that keeps the state, or `:memory:` to keep nothing.", path: true, parse: pattern(/./, "a folder or :memory:") },
  region: { placeholder: "REGION", default: "us-east-1", help: "AWS region of requests that name none, and the start of pool ids.", parse: pattern(/^[a-z][a-z0-9-]{0,40}$/, "a region such as us-east-1") },
  account: { placeholder: "ID", default: "123456789012", help: "AWS account id in ARNs.", parse: pattern(/^\d{12}$/, "12 digits") },
  seed: { placeholder: "FILE", help: "JSON or YAML file with pools, clients, groups and users to create where they are missing.", path: true, parse: pattern(/./, "a file") },
  iam: { default: "presence", help: "Check of signed requests: `presence` wants a signature of any kind, `verify` checks it, `off` wants none.", parse: oneOf("presence", "verify", "off") },
  credentials: { placeholder: "ID:SECRET,...", default: [], secret: true, help: "Access keys that `--iam verify` knows; better set by variable or file than by flag.", text: pairsText, parse: pairs },
  publicUrl: { placeholder: "URL", defaultText: "the address it listens on", help: "What the issuer, links and upload addresses start with.", parse: webAddress },
  issuer: { default: "local", help: "`iss` of tokens: `local` is `<public-url>/<pool id>`, `aws` is Cognito's own address.", parse: oneOf("local", "aws") },
  fixedCode: { placeholder: "DIGITS", defaultText: "random codes", secret: true, help: "Every confirmation code is this one, cut or padded to the digits asked for.", parse: pattern(/^\d{1,16}$/, "1 to 16 digits") },
  fsync: { default: false, help: "Make each acknowledged write survive a power cut, at the price of speed.", parse: truth },
  logLevel: { default: "info", help: "What is logged, on standard error.", parse: oneOf(...LOG_LEVELS) },
  logFolder: { placeholder: "FOLDER", help: "Folder for the logs that pools deliver (SetLogDeliveryConfiguration): a file of JSON lines for each log group, stream and bucket.", path: true, parse: pattern(/./, "a folder") },
  cryptoThreads: { placeholder: "N", default: Math.min(2, availableParallelism()), defaultText: "2, or 1 on one core", help: "Worker threads for password arithmetic; 0 does it on the main thread.", parse: integer(0, 64) },
  requestLimits: { default: false, help: "Refuse requests beyond the limits of their category, free or provisioned, as TooManyRequestsException.", parse: truth },
  trigger: { placeholder: "NAME=FILE", default: {}, repeatable: true, path: true, help: "Module that stands for the Lambda function of this name or ARN; can be given more than once.", text: functionFilesText, parse: functionFiles },
  lambdaEndpoint: { placeholder: "URL", help: "Where Lambda's Invoke API answers, for functions that `--trigger` does not map: SAM local, LocalStack or AWS.", parse: webAddress },
  kmsEndpoint: { placeholder: "URL", help: "Where KMS answers, for custom e-mail and SMS senders, which get codes encrypted.", parse: webAddress },
  smtpUrl: { placeholder: "URL", secret: true, help: "Mail server that also delivers e-mail, such as `smtp://127.0.0.1:1025`; the inbox has it in any case.", parse: mailServer },
  smsUrl: { placeholder: "URL", secret: true, help: "Address that gets one POST with JSON for each SMS; the inbox has it in any case.", parse: hookAddress },
};

export const OPTION_NAMES = Object.keys(OPTIONS) as OptionName[];
const optionOf = (name: OptionName): Option<unknown> => OPTIONS[name];
const words = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** `logLevel` -> `log-level`, as it follows `--`. */
export const flagOf = words;
/** `logLevel` -> `ROCKPOOL_LOG_LEVEL`. */
export const variableOf = (name: string): string => `ROCKPOOL_${words(name).replaceAll("-", "_").toUpperCase()}`;
export const isRepeatable = (name: OptionName): boolean => optionOf(name).repeatable ?? false;
export const isSwitch = (name: OptionName): boolean => optionOf(name).parse === truth;
export const placeholderOf = (name: OptionName): string | undefined => optionOf(name).placeholder ?? (isSwitch(name) ? undefined : (optionOf(name).parse as Choice).choices?.join("|"));
export const helpOf = (name: OptionName): string => optionOf(name).help;

/** The default in words; undefined where there is none. */
export function defaultOf(name: OptionName): string | undefined {
  const option = optionOf(name);
  if (option.defaultText) return option.defaultText;
  return option.default === undefined || typeof option.default === "object" || isSwitch(name) ? undefined : String(option.default);
}

/** Where options come from. */
export interface Sources {
  /** Flags as given, by option name. */
  readonly flags: Partial<Record<OptionName, string>>;
  /** `--config FILE`. */
  readonly configFile?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Defaults of a command that differ from the table's. */
  readonly defaults?: Partial<RockpoolOptions>;
}

/** Flag before environment variable before config file before default. @throws UsageError */
export async function resolveOptions(sources: Sources): Promise<RockpoolOptions> {
  const file = await readConfigFile(sources);
  const resolved: Partial<Record<OptionName, unknown>> = { ...tableDefaults(), ...sources.defaults, ...file };
  for (const name of OPTION_NAMES) {
    const flag = sources.flags[name];
    const variable = sources.env[variableOf(name)];
    if (flag !== undefined) resolved[name] = parse(name, flag, `--${flagOf(name)}`);
    else if (variable !== undefined && variable !== "") resolved[name] = parse(name, variable, variableOf(name));
  }
  return together(resolved as unknown as RockpoolOptions);
}

/** Options given in code, checked, the rest by default. @throws UsageError */
export function completeOptions(given: Partial<RockpoolOptions>): RockpoolOptions {
  const resolved: Partial<Record<OptionName, unknown>> = tableDefaults();
  for (const [name, value] of Object.entries(given)) {
    if (!isOption(name)) throw new UsageError(`There is no option ${name}; the options are ${OPTION_NAMES.join(", ")}.`);
    // A seed given in code is checked with the seed files.
    if (name === "seed" && typeof value === "object") resolved.seed = value;
    else if (value !== undefined) resolved[name] = parse(name, textOf(name, value), name);
  }
  return together(resolved as unknown as RockpoolOptions);
}

/** What no single option can say. */
function together(options: RockpoolOptions): RockpoolOptions {
  if (options.iam === "verify" && options.credentials.length === 0) throw new UsageError("--iam verify needs access keys to check signatures with; set ROCKPOOL_CREDENTIALS or --credentials.");
  return options;
}

const isOption = (name: string): name is OptionName => Object.hasOwn(OPTIONS, name);
const tableDefaults = () => Object.fromEntries(OPTION_NAMES.flatMap((name) => (optionOf(name).default === undefined ? [] : [[name, optionOf(name).default]])));

function parse(name: OptionName, text: string, source: string): unknown {
  try {
    return optionOf(name).parse(text);
  } catch (wrong) {
    throw new UsageError(`${source} is ${optionOf(name).secret ? "not right" : `"${text}"`}; it has to be ${(wrong as Error).message}.`);
  }
}

const CONFIG_FILES = ["rockpool.config.json", "rockpool.config.yaml", "rockpool.config.yml"];

async function readConfigFile({ configFile, env, cwd }: Sources): Promise<Partial<Record<OptionName, unknown>>> {
  const named = configFile ?? (env.ROCKPOOL_CONFIG || undefined);
  const file = named === undefined ? CONFIG_FILES.map((name) => join(cwd, name)).find((path) => existsSync(path)) : resolve(cwd, named);
  if (file === undefined) return {};
  const content = await contentOf(file);
  if (typeof content !== "object" || content === null || Array.isArray(content)) throw new UsageError(`The config file ${file} has to hold options by name.`);
  return Object.fromEntries(Object.entries(content).map(([name, value]) => [name, fromConfigFile(file, name, value)]));
}

function fromConfigFile(file: string, name: string, value: unknown): unknown {
  if (!isOption(name)) throw new UsageError(`${file}: there is no option ${name}; the options are ${OPTION_NAMES.join(", ")}.`);
  const parsed = parse(name, textOf(name, value), `${file}: ${name}`);
  return optionOf(name).path ? relativeTo(dirname(file), parsed) : parsed;
}

function relativeTo(folder: string, path: unknown): unknown {
  if (typeof path === "object" && path !== null) return Object.fromEntries(Object.entries(path).map(([name, one]) => [name, relativeTo(folder, one)]));
  return path === IN_MEMORY ? path : resolve(folder, String(path));
}

const textOf = (name: OptionName, value: unknown): string => {
  const { text } = optionOf(name);
  return text && typeof value === "object" && value !== null ? text(value) : String(value);
};

async function contentOf(file: string): Promise<unknown> {
  const text = readText(file);
  // Loaded on demand: most starts read no config file, and the parser is large.
  const { parseStructured } = await import("../lib/structured-text.ts");
  try {
    return parseStructured(text, file);
  } catch (error) {
    throw new UsageError(`The config file cannot be used: ${(error as Error).message}`);
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`The config file ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}
