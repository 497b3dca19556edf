import { isMap, parseDocument } from "yaml";
import type { Change } from "./change-report.ts";
import { writeSpec, YAML_OPTIONS } from "./spec-document.ts";

const NOT_YET = "new in the model; nobody has looked yet";

/** Files of exchanges by the operation that they are about. */
export type ExchangeTexts = ReadonlyMap<string, string>;

/** The files of exchanges that an import changes: every error that an operation newly declares has to be accounted for in them. */
export function accountForErrors(texts: ExchangeTexts, changes: readonly Change[]): Map<string, string> {
  const changed = new Map<string, string>();
  for (const { sign, what, where, detail } of changes) {
    const text = changed.get(where) ?? texts.get(where);
    if (sign !== "added" || what !== "error" || detail === undefined || text === undefined) continue;
    const yaml = parseDocument(text, YAML_OPTIONS);
    if (!isMap(yaml.get("unprovoked"))) yaml.set("unprovoked", yaml.createNode({}));
    yaml.setIn(["unprovoked", detail], NOT_YET);
    changed.set(where, writeSpec(yaml));
  }
  return changed;
}
