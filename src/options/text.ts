import { flagOf, isSwitch, OPTION_NAMES, type OptionName, optionOf, variableOf } from "./table.ts";
import type { Choice } from "./values.ts";

const flagText = (name: OptionName): string => (isSwitch(name) ? `--${flagOf(name)}` : `--${flagOf(name)} ${placeholderOf(name)}`);

/** The options as a Markdown table, for the README. */
export function optionsAsMarkdown(): string {
  const cell = (text: string): string => text.replaceAll("|", "\\|");
  const code = (text: string): string => `\`${cell(text)}\``;
  const rows = OPTION_NAMES.map((name) => [
    code(flagText(name)),
    code(variableOf(name)),
    code(name),
    cell(defaultOf(name) ?? ""),
    cell(helpOf(name)),
  ]);
  const lines = [["flag", "environment variable", "config file", "default", "what it does"], ["---", "---", "---", "---", "---"], ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** The options as lines of the help text. */
export function optionsAsHelp(): string {
  const flags = OPTION_NAMES.map((name) => [flagText(name), `${helpOf(name)}${defaultOf(name) ? ` (${defaultOf(name)})` : ""}`] as const);
  const all = [...flags, ["--config FILE", "File with options by name (rockpool.config.json or .yaml in the current folder)"] as const];
  const width = Math.max(...all.map(([flag]) => flag.length));
  return all.map(([flag, help]) => `  ${flag.padEnd(width)}  ${help}`).join("\n");
}

const placeholderOf = (name: OptionName): string | undefined =>
  optionOf(name).placeholder ?? (isSwitch(name) ? undefined : (optionOf(name).parse as Choice).choices?.join("|"));

const helpOf = (name: OptionName): string => optionOf(name).help;

/** The default in words; undefined where there is none. */
function defaultOf(name: OptionName): string | undefined {
  const option = optionOf(name);
  if (option.defaultText) return option.defaultText;
  return option.default === undefined || typeof option.default === "object" || isSwitch(name) ? undefined : String(option.default);
}
