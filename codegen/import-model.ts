import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { applyModel, settled, withoutPaging } from "./apply-model.ts";
import { type Change, compareModels, reportLines } from "./change-report.ts";
import { listsWithoutPaging, withPaging } from "./paginators.ts";
import { readServiceModel } from "./service-model.ts";
import { settleOverlay } from "./settle-overlay.ts";
import { modelOfSpec, parseSpec, type SpecDocument, writeSpec } from "./spec-document.ts";

const SPEC_FOLDER = join(fileURLToPath(new URL("..", import.meta.url)), "spec");
const SPEC = join(SPEC_FOLDER, "cognito-idp.openapi.yaml");
const OVERLAY = join(SPEC_FOLDER, "measured.overlay.yaml");
const USAGE =
  "Usage: npm run spec:import -- FILE [--paginators FILE] [--dry-run]   (an AWS service model and its paginators, JSON, may be gzipped)";

/** The texts that an import changes. */
export interface SpecTexts {
  readonly spec: string;
  readonly overlay?: string;
}

/** What AWS says of an API: its service model, and its paginators where they are at hand. */
export interface ServiceFiles {
  readonly model: unknown;
  readonly paginators?: unknown;
}

export interface Import extends SpecTexts {
  readonly changes: readonly Change[];
  /** What was made up on the way and wants a look. */
  readonly notes: readonly string[];
}

/** Changes the texts of a spec to state what an AWS service model states. */
export function importModel(texts: SpecTexts, { model, paginators }: ServiceFiles): Import {
  const { yaml, spec } = parseSpec(texts.spec);
  const before = modelOfSpec(spec);
  const read = readServiceModel(model);
  const after = paginators === undefined ? settled(before, read) : settled(withoutPaging(before), withPaging(read, paginators));
  const changes = compareModels(before, after);
  const unpaged = listsWithoutPaging(after).filter((name) => !before.operations[name] || before.operations[name].pagination);
  const notes = [
    ...applyModel({ yaml, spec, before }, after),
    ...unpaged.map((name) => `${name} lists, and no paginators file says how it pages.`),
  ];
  const overlay = texts.overlay === undefined ? undefined : settleOverlay(texts.overlay, yaml.toJS() as SpecDocument);
  return {
    spec: changes.length + notes.length > 0 ? writeSpec(yaml) : texts.spec,
    overlay: overlay?.text,
    changes,
    notes: [...notes, ...(overlay?.notes ?? [])],
  };
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
  const model = readJson(file);
  const paginators = values.paginators === undefined ? undefined : readJson(values.paginators);
  const texts = { spec: readFileSync(SPEC, "utf8"), overlay: readFileSync(OVERLAY, "utf8") };
  const { spec, overlay = "", changes, notes } = importModel(texts, { model, paginators });
  [...reportLines(changes), ...notes].forEach((line) => console.log(line));
  if (values["dry-run"]) return 0;
  writeFileSync(SPEC, spec);
  writeFileSync(OVERLAY, overlay);
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
