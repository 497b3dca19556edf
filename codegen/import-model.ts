import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { applyModel, settled, withoutPaging } from "./apply-model.ts";
import { type Change, compareModels, reportLines } from "./change-report.ts";
import { listsWithoutPaging, withPaging } from "./paginators.ts";
import { readServiceModel } from "./service-model.ts";
import { modelOfSpec, parseSpec, writeSpec } from "./spec-document.ts";

const SPEC = join(fileURLToPath(new URL("..", import.meta.url)), "spec/cognito-idp.openapi.yaml");
const USAGE =
  "Usage: npm run spec:import -- FILE [--paginators FILE] [--dry-run]   (an AWS service model and its paginators, JSON, may be gzipped)";

export interface Import {
  /** The changed spec. */
  readonly text: string;
  readonly changes: readonly Change[];
  /** What was made up on the way and wants a look. */
  readonly notes: readonly string[];
}

/** Changes the text of a spec to state what an AWS service model states. */
export function importModel(specText: string, serviceModel: unknown, paginators?: unknown): Import {
  const { yaml, spec } = parseSpec(specText);
  const before = modelOfSpec(spec);
  const read = readServiceModel(serviceModel);
  const after = paginators === undefined ? settled(before, read) : settled(withoutPaging(before), withPaging(read, paginators));
  const changes = compareModels(before, after);
  const unpaged = listsWithoutPaging(after).filter((name) => !before.operations[name] || before.operations[name].pagination);
  const notes = [
    ...applyModel({ yaml, spec, before }, after),
    ...unpaged.map((name) => `${name} lists, and no paginators file says how it pages.`),
  ];
  return { text: changes.length + notes.length > 0 ? writeSpec(yaml) : specText, changes, notes };
}

function readJson(file: string): unknown {
  const bytes = readFileSync(file);
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return JSON.parse((isGzip ? gunzipSync(bytes) : bytes).toString("utf8"));
}

function main(args: readonly string[]): number {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { paginators: { type: "string" }, "dry-run": { type: "boolean" } },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) {
    console.error(USAGE);
    return 2;
  }
  const paginators = values.paginators === undefined ? undefined : readJson(values.paginators);
  const { text, changes, notes } = importModel(readFileSync(SPEC, "utf8"), readJson(file), paginators);
  [...reportLines(changes), ...notes].forEach((line) => console.log(line));
  if (!values["dry-run"]) writeFileSync(SPEC, text);
  return 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    process.exitCode = main(process.argv.slice(2));
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
