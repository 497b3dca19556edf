import { type ParseArgsConfig, parseArgs } from "node:util";
import { flagOf, isRepeatable, isSwitch, OPTION_NAMES, type OptionName, UsageError } from "../options/table.ts";

/** A command line taken apart. */
export interface Arguments {
  readonly flags: Partial<Record<OptionName, string>>;
  readonly configFile?: string;
  readonly url?: string;
  /** Opens the control endpoints of the server at `url`. */
  readonly controlToken?: string;
  /** Names of operations, separated by commas. */
  readonly only?: string;
  /** A file for results. */
  readonly json?: string;
  readonly repair?: boolean;
  readonly acceptEdits?: boolean;
  readonly positionals: readonly string[];
  /** What follows `--`; undefined without one. */
  readonly rest?: readonly string[];
}

type Extra = "config" | "url" | "only" | "json" | "repair" | "acceptEdits";

/** Which options count: the server's, --url, and those of `contract` and `doctor`. */
type Accepted = { readonly server?: boolean; readonly url?: boolean; readonly contract?: boolean; readonly doctor?: boolean };

/** @throws UsageError for an unknown option or one without its value */
export function readArguments(args: readonly string[], accepted: Accepted): Arguments {
  const end = args.indexOf("--");
  const own = end < 0 ? args : args.slice(0, end);
  const names = accepted.server ? OPTION_NAMES : [];
  const byFlag = new Map<string, OptionName | Extra>(names.map((name) => [flagOf(name), name]));
  if (accepted.server) byFlag.set("config", "config");
  if (accepted.url) byFlag.set("url", "url").set("control-token", "controlToken");
  if (accepted.contract) byFlag.set("only", "only").set("json", "json");
  if (accepted.doctor) byFlag.set("repair", "repair").set("accept-edits", "acceptEdits");
  const switches = new Set<string>([...names.filter(isSwitch).map(flagOf), "repair", "accept-edits"]);
  const repeatable = new Set<string>(names.filter(isRepeatable).map(flagOf));
  const options: ParseArgsConfig["options"] = Object.fromEntries(
    [...byFlag.keys()].map((flag) => [flag, { type: switches.has(flag) ? "boolean" : "string" }]),
  );
  const { tokens } = parseArgs({ args: [...own], options, strict: false, tokens: true });
  const values: Partial<Record<OptionName | Extra, string>> = {};
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    const name = byFlag.get(token.name);
    if (name === undefined) throw new UsageError(`There is no option ${token.rawName}; see rockpool --help.`);
    const value = valueOf(token, switches.has(token.name));
    const before = repeatable.has(token.name) ? values[name] : undefined;
    values[name] = before === undefined ? value : `${before},${value}`;
  }
  const { config, url, only, json, repair, acceptEdits, ...flags } = values;
  return {
    flags,
    configFile: config,
    url,
    controlToken: flags.controlToken,
    only,
    json,
    repair: repair !== undefined || undefined,
    acceptEdits: acceptEdits !== undefined || undefined,
    positionals,
    rest: end < 0 ? undefined : args.slice(end + 1),
  };
}

function valueOf({ rawName, value, inlineValue }: { rawName: string; value?: string; inlineValue?: boolean }, isSwitch: boolean): string {
  if (isSwitch) return value ?? "true";
  if (value === undefined || value === "" || (!inlineValue && value.startsWith("--"))) throw new UsageError(`${rawName} needs a value.`);
  return value;
}
