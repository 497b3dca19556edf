import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { flagOf, OPTION_NAMES, OPTIONS, type OptionName, optionOf, type RockpoolOptions, UsageError, variableOf } from "./table.ts";
import type { FunctionFiles } from "./values.ts";

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
  if (options.iam === "verify" && options.credentials.length === 0)
    throw new UsageError("--iam verify needs access keys to check signatures with; set ROCKPOOL_CREDENTIALS or --credentials.");
  const { tls, tlsCert, tlsKey, tlsPort } = options;
  if ((tlsCert === undefined) !== (tlsKey === undefined))
    throw new UsageError("A certificate and its key come together; give both --tls-cert and --tls-key.");
  if (tlsPort !== undefined && !tls && tlsCert === undefined)
    throw new UsageError("--tls-port needs a certificate; give --tls, or --tls-cert and --tls-key.");
  return options;
}

const isOption = (name: string): name is OptionName => Object.hasOwn(OPTIONS, name);
const tableDefaults = () =>
  Object.fromEntries(OPTION_NAMES.flatMap((name) => (optionOf(name).default === undefined ? [] : [[name, optionOf(name).default]])));

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
  if (typeof content !== "object" || content === null || Array.isArray(content))
    throw new UsageError(`The config file ${file} has to hold options by name.`);
  return Object.fromEntries(Object.entries(content).map(([name, value]) => [name, fromConfigFile(file, name, value)]));
}

function fromConfigFile(file: string, name: string, value: unknown): unknown {
  if (!isOption(name)) throw new UsageError(`${file}: there is no option ${name}; the options are ${OPTION_NAMES.join(", ")}.`);
  const parsed = parse(name, textOf(name, value), `${file}: ${name}`);
  const { isPath } = optionOf(name);
  const absolute = (path: string): string => (isPath?.(path) ? resolve(dirname(file), path) : path);
  if (typeof parsed === "string") return absolute(parsed);
  return isPath ? Object.fromEntries(Object.entries(parsed as FunctionFiles).map(([key, path]) => [key, absolute(path)])) : parsed;
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
