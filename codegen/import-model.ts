import { accountForErrors, type ExchangeTexts } from "./account-for-errors.ts";
import { applyModel, settled, withoutPaging } from "./apply-model.ts";
import { type Change, compareModels } from "./change-report.ts";
import { type ExampleValues, NO_VALUES } from "./example-values.ts";
import type { Model } from "./model.ts";
import { newSpec } from "./new-spec.ts";
import { listsWithoutPaging, type Paginators, withPaging } from "./paginators.ts";
import { readServiceModel } from "./service-model.ts";
import { settleOverlay } from "./settle-overlay.ts";
import { modelOfSpec, parseSpec, type SpecDocument, writeSpec } from "./spec-document.ts";

/** The texts that an import changes; without a spec it makes one. */
export interface SpecTexts {
  readonly spec?: string;
  readonly overlay?: string;
  readonly exchanges?: ExchangeTexts;
}

/** What AWS says of an API: its service model, and its paginators where they are at hand. */
export interface ServiceFiles {
  readonly model: unknown;
  readonly paginators?: Paginators;
}

export interface Import {
  readonly spec: string;
  readonly overlay?: string;
  /** Those that changed. */
  readonly exchanges: ExchangeTexts;
  readonly changes: readonly Change[];
  /** What was made up on the way and wants a look. */
  readonly notes: readonly string[];
  readonly left: readonly LeftToDo[];
}

/** Something that only a person can do. */
export interface LeftToDo {
  readonly operation: string;
  /** In the folder of the spec, or of the program. */
  readonly file: "spec" | "overlay" | "exchanges" | "services";
  readonly what: string;
}

/** Changes the texts of a spec to state what an AWS service model states. */
export function importModel(texts: SpecTexts, files: ServiceFiles, values: ExampleValues = NO_VALUES): Import {
  const read = readServiceModel(files.model);
  const { yaml, spec } = parseSpec(texts.spec ?? newSpec(read.protocol));
  const { targetPrefix } = read.protocol;
  if (spec["x-target-prefix"] !== targetPrefix) throw new Error(`This is the model of another API: its target prefix is ${targetPrefix}.`);
  const before = modelOfSpec(spec);
  const after = settledWithPaging(before, read.model, files.paginators);
  const changes = compareModels(before, after);
  const findings = applyModel({ yaml, spec, before, values }, after);
  const changed = yaml.toJS() as SpecDocument;
  const overlay = texts.overlay === undefined ? undefined : settleOverlay(texts.overlay, changed);
  const exchanges = accountForErrors(texts.exchanges ?? new Map(), changes);
  return {
    spec: texts.spec !== undefined && changes.length + findings.notes.length === 0 ? texts.spec : writeSpec(yaml),
    overlay: overlay?.text,
    exchanges,
    changes,
    notes: [...findings.notes, ...unpagedNotes(before, after), ...(overlay?.notes ?? [])],
    left: [
      ...findings.left.map((each) => ({ ...each, file: "spec" as const })),
      ...(overlay?.left ?? []).map((each) => ({ ...each, file: "overlay" as const })),
      ...[...exchanges.keys()].map((operation) => ({
        operation,
        file: "exchanges" as const,
        what: "exchanges for the errors it newly declares",
      })),
      ...workOnNew(changes),
    ],
  };
}

function settledWithPaging(before: Model, read: Model, paginators: Paginators | undefined): Model {
  return paginators === undefined ? settled(before, read) : settled(withoutPaging(before), withPaging(read, paginators));
}

function unpagedNotes(before: Model, after: Model): string[] {
  const unpaged = listsWithoutPaging(after).filter((name) => !before.operations[name] || before.operations[name].pagination);
  return unpaged.map((name) => `${name} lists, and no paginators file says how it pages.`);
}

function workOnNew(changes: readonly Change[]): LeftToDo[] {
  const added = changes.filter(({ sign, what }) => sign === "added" && what === "operation");
  return added.flatMap(({ where: operation }): LeftToDo[] => [
    { operation, file: "services", what: "a service; it answers its example until then" },
    { operation, file: "exchanges", what: "exchanges: a success, and one for each declared error" },
  ]);
}
