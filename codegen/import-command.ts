import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { parse } from "yaml";
import { type Change, reportLines } from "./change-report.ts";
import { type ExampleValues, NO_VALUES } from "./example-values.ts";
import { type Import, importModel, type LeftToDo } from "./import-model.ts";
import { checkedPaginators } from "./paginators.ts";
import { parseSpec } from "./spec-document.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const USAGE = `Usage: npm run spec:import -- MODEL [--paginators FILE] [--spec FILE] [--dry-run] [--json] [--fail-on-breaking]
  MODEL                 an AWS service model (service-2.json), may be gzipped
  --paginators FILE     the paginators beside it (paginators-1.json)
  --spec FILE           the spec to change; made where there is none (default: spec/cognito-idp.openapi.yaml)
  --dry-run             write nothing
  --json                the report for machines
  --fail-on-breaking    end with status 2 where a change breaks clients`;
const BREAKS_CLIENTS = 2;

/** Where an import reads and writes: a spec and what may lie beside it. */
function filesBeside(spec: string) {
  const folder = dirname(spec);
  return {
    spec,
    overlay: join(folder, "measured.overlay.yaml"),
    values: join(folder, "example-values.yaml"),
    exchanges: join(folder, "examples"),
  };
}
type Files = ReturnType<typeof filesBeside>;

/** What goes wrong with a file is told with its name. */
function about<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`, { cause: error });
  }
}

function readJson(file: string): unknown {
  const bytes = readFileSync(file);
  if (bytes.length === 0) throw new Error("The file is empty.");
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  try {
    return JSON.parse((isGzip ? gunzipSync(bytes) : bytes).toString("utf8"));
  } catch {
    throw new Error(`This is not ${isGzip ? "gzipped " : ""}JSON, or not all of it.`);
  }
}

const textIn = (file: string): string | undefined => (existsSync(file) ? readFileSync(file, "utf8") : undefined);

function exchangesIn(folder: string): Map<string, string> {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /^\w+\.yaml$/.test(name)) : [];
  return new Map(names.map((name) => [name.slice(0, -".yaml".length), readFileSync(join(folder, name), "utf8")]));
}

function runImport(files: Files, model: string, paginators: string | undefined): Import {
  const service = {
    model: about(model, () => readJson(model)),
    paginators: paginators === undefined ? undefined : about(paginators, () => checkedPaginators(readJson(paginators))),
  };
  const values = (parse(textIn(files.values) ?? "null") as ExampleValues | null) ?? NO_VALUES;
  const texts = { spec: textIn(files.spec), overlay: textIn(files.overlay), exchanges: exchangesIn(files.exchanges) };
  // What is wrong with the spec is not the model's fault.
  about(files.spec, () => texts.spec && parseSpec(texts.spec));
  return about(model, () => importModel(texts, service, values));
}

function write(files: Files, { spec, overlay, exchanges }: Import): void {
  mkdirSync(dirname(files.spec), { recursive: true });
  writeFileSync(files.spec, spec);
  if (overlay !== undefined) writeFileSync(files.overlay, overlay);
  for (const [operation, text] of exchanges) writeFileSync(join(files.exchanges, `${operation}.yaml`), text);
}

function leftLines(left: readonly LeftToDo[], files: Files): string[] {
  const places = (operation: string): Readonly<Record<LeftToDo["file"], string>> => ({
    spec: relative("", files.spec),
    overlay: relative("", files.overlay),
    exchanges: relative("", join(files.exchanges, `${operation}.yaml`)),
    services: "src/services/",
  });
  const operations = [...new Set(left.map(({ operation }) => operation))].sort();
  const lines = operations.flatMap((name) => {
    const own = left.filter(({ operation }) => operation === name);
    return [`  ${name}`, ...own.map(({ file, what }) => `    ${places(name)[file]}: ${what}`)];
  });
  return lines.length === 0 ? [] : ["Left to do:", ...lines];
}

const breaking = (changes: readonly Change[]): number => changes.filter((change) => change.breaking).length;

/** Runs the command. @returns its exit status */
export function importCommand(args: readonly string[], print: (line: string) => void): number {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      paginators: { type: "string" },
      spec: { type: "string", default: join(ROOT, "spec/cognito-idp.openapi.yaml") },
      ...{ "dry-run": { type: "boolean" }, json: { type: "boolean" }, "fail-on-breaking": { type: "boolean" } },
    },
  });
  const [model, ...more] = positionals;
  if (model === undefined || more.length > 0) throw new Error(USAGE);
  const files = filesBeside(values.spec);
  const result = runImport(files, model, values.paginators);
  const { changes, notes, left } = result;
  if (!values["dry-run"]) write(files, result);
  if (values.json) print(JSON.stringify({ changes, breaking: breaking(changes), notes, left }, null, 2));
  else [...reportLines(changes), ...notes, ...leftLines(left, files)].forEach(print);
  return values["fail-on-breaking"] && breaking(changes) > 0 ? BREAKS_CLIENTS : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    process.exitCode = importCommand(process.argv.slice(2), (line) => console.log(line));
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
