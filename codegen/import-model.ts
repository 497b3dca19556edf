import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { applyModel, settled } from "./apply-model.ts";
import { type Change, compareModels, reportLines } from "./change-report.ts";
import { readServiceModel } from "./service-model.ts";
import { modelOfSpec, parseSpec, writeSpec } from "./spec-document.ts";

const SPEC = join(fileURLToPath(new URL("..", import.meta.url)), "spec/cognito-idp.openapi.yaml");
const USAGE = "Usage: npm run spec:import -- FILE [--dry-run]   (FILE: an AWS service model, JSON, may be gzipped)";

export interface Import {
  /** The changed spec. */
  readonly text: string;
  readonly changes: readonly Change[];
  /** What was made up on the way and wants a look. */
  readonly notes: readonly string[];
}

/** Changes the text of a spec to state what an AWS service model states. */
export function importModel(specText: string, serviceModel: unknown): Import {
  const { yaml, spec } = parseSpec(specText);
  const before = modelOfSpec(spec);
  const after = settled(before, readServiceModel(serviceModel));
  const changes = compareModels(before, after);
  const notes = applyModel({ yaml, spec, before }, after);
  return { text: changes.length + notes.length > 0 ? writeSpec(yaml) : specText, changes, notes };
}

function readJson(file: string): unknown {
  const bytes = readFileSync(file);
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return JSON.parse((isGzip ? gunzipSync(bytes) : bytes).toString("utf8"));
}

function main(args: readonly string[]): number {
  const [file, ...more] = args.filter((arg) => !arg.startsWith("--"));
  if (file === undefined || more.length > 0) {
    console.error(USAGE);
    return 2;
  }
  const { text, changes, notes } = importModel(readFileSync(SPEC, "utf8"), readJson(file));
  [...reportLines(changes), ...notes].forEach((line) => console.log(line));
  if (!args.includes("--dry-run")) writeFileSync(SPEC, text);
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
