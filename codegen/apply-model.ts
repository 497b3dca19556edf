import { isDeepStrictEqual } from "node:util";
import { type Document, isMap, isScalar, type YAMLMap } from "yaml";
import type { ExampleValues } from "./example-values.ts";
import { exampleRequest, exampleResponse, faultsOf, type MadeExample } from "./examples.ts";
import { guessTag, UNSORTED } from "./guess.ts";
import { findJsPattern } from "./java-pattern.ts";
import type { Model, ModelOperation, Shape } from "./model.ts";
import type { SpecDocument } from "./spec-document.ts";
import { type OperationProse, pathItemOf, pathOf, proseOfPathItem } from "./spec-operation.ts";
import { schemaOfShape } from "./spec-schema.ts";

const NO_WORDS = "Not described yet.";

/** The spec as text nodes, its content, and the facts that it states now. */
export interface Target {
  readonly yaml: Document;
  readonly spec: SpecDocument;
  readonly before: Model;
  /** For examples. */
  readonly values: ExampleValues;
}

/** What an import had to make up, or could not. */
export interface Findings {
  readonly notes: string[];
  /** What is left to do by hand in the spec, by operation. */
  readonly left: { readonly operation: string; readonly what: string }[];
}

/**
 * `after` with what a service model does not say, or says in another order only, taken from `before`: paging, and the
 * order of members, errors and values where they are the same. So an import of what we have changes nothing.
 */
export function settled(before: Model, after: Model): Model {
  const operations = Object.entries(after.operations).map(([name, now]): [string, ModelOperation] => {
    const old = before.operations[name];
    if (!old) return [name, now];
    const pagination = now.pagination ?? old.pagination;
    return [name, { ...now, errors: inOldOrder(old.errors, now.errors), ...(pagination ? { pagination } : {}) }];
  });
  const schemas = Object.entries(after.schemas).map(([name, now]): [string, Shape] => {
    const old = before.schemas[name];
    return [name, old ? settledShape(old, now) : now];
  });
  return { operations: Object.fromEntries(operations), schemas: Object.fromEntries(schemas) };
}

/** The model without what a paginators file says. */
export function withoutPaging(model: Model): Model {
  const operations = Object.entries(model.operations).map(([name, { pagination: _, ...operation }]) => [name, operation]);
  return { ...model, operations: Object.fromEntries(operations) };
}

function settledShape(old: Shape, now: Shape): Shape {
  const names = inOldOrder(Object.keys(old.members ?? {}), Object.keys(now.members ?? {}));
  const members = now.members && Object.fromEntries(names.map((name) => [name, now.members?.[name] ?? ""]));
  return {
    ...now,
    ...(members ? { members } : {}),
    ...(now.enum && old.enum ? { enum: inOldOrder(old.enum, now.enum) } : {}),
    ...(now.required && old.required ? { required: inOldOrder(old.required, now.required) } : {}),
    ...(now.deprecated && old.deprecated ? { deprecated: inOldOrder(old.deprecated, now.deprecated) } : {}),
  };
}

function inOldOrder(old: readonly string[], now: readonly string[]): readonly string[] {
  const same = old.length === now.length && now.every((name) => old.includes(name));
  return same ? old : now;
}

/** Brings the spec to the facts of `after` (settled), touching only what differs; our tags, descriptions and examples stay. */
export function applyModel(target: Target, after: Model): Findings {
  const { yaml, spec, before } = target;
  const findings: Findings = { notes: [], left: [] };
  const paths = yaml.getIn(["paths"]) as YAMLMap;
  const schemas = yaml.getIn(["components", "schemas"]) as YAMLMap;
  const prefix = spec["x-target-prefix"];
  for (const name of Object.keys(before.operations)) {
    if (!after.operations[name]) paths.delete(pathOf(prefix, name));
  }
  for (const [name, operation] of Object.entries(after.operations)) {
    const prose = proseFor(target, after, name, findings);
    const path = pathOf(prefix, name);
    const item = pathItemOf(prefix, name, operation, prose);
    if (!isDeepStrictEqual(item, spec.paths[path])) put(yaml, paths, path, item);
    if (prose.tag === UNSORTED.name) addTag(yaml);
  }
  for (const name of Object.keys(before.schemas)) {
    if (!after.schemas[name]) schemas.delete(name);
  }
  for (const [name, shape] of Object.entries(after.schemas)) {
    const schema = schemaOfShape(shape, spec.components.schemas[name]);
    if (!isDeepStrictEqual(schema, spec.components.schemas[name])) put(yaml, schemas, name, schema);
    if (schema.pattern !== undefined && findJsPattern(schema.pattern) === undefined && before.schemas[name]?.pattern !== schema.pattern)
      findings.notes.push(`Nothing holds values to the pattern of ${name}, which JavaScript has no equivalent for: ${schema.pattern}`);
  }
  return findings;
}

function proseFor({ spec, before, values }: Target, after: Model, name: string, { notes, left }: Findings): OperationProse {
  const { request, response } = after.operations[name] as ModelOperation;
  const item = spec.paths[pathOf(spec["x-target-prefix"], name)];
  const old = item && proseOfPathItem(item);
  const tag = old?.tag ?? guessTag(spec, name);
  const source = { model: after, values };
  const asked = keptExample(after, request, old?.requestExample, () => exampleRequest(source, request));
  const answered =
    response === null ? undefined : keptExample(after, response, old?.responseExample, () => exampleResponse(source, response));
  if (asked.value === undefined) left.push({ operation: name, what: noExample("request", asked) });
  if (answered && answered.value === undefined) left.push({ operation: name, what: noExample("answer", answered) });
  const examples = { requestExample: asked.value, responseExample: answered?.value };
  if (!old) {
    left.push({ operation: name, what: `a description, and a look at the tag "${tag}" (a guess) and at the examples (made from shapes)` });
    return { tag, description: NO_WORDS, ...examples };
  }
  const hadAnswer = before.operations[name]?.response !== null && response !== null;
  if (asked.value !== old.requestExample) notes.push(`The request example of ${name} was no longer valid and was replaced.`);
  if (hadAnswer && answered?.value !== old.responseExample)
    notes.push(`The answer example of ${name} was no longer valid and was replaced.`);
  return { tag, description: old.description, ...examples };
}

/** Our example where it still is valid; else ours completed by a made one, where that is; else the made one. */
function keptExample(model: Model, shape: string, old: unknown, make: () => MadeExample): MadeExample {
  if (old !== undefined && faultsOf(model, shape, old).length === 0) return { value: old, unfit: new Set() };
  const made = make();
  if (old === undefined || made.value === undefined) return made;
  const known = Object.entries(old as object).filter(([member]) => model.schemas[shape]?.members?.[member]);
  const completed = { ...(made.value as object), ...Object.fromEntries(known) };
  return faultsOf(model, shape, completed).length === 0 ? { ...made, value: completed } : made;
}

function noExample(what: string, { unfit }: MadeExample): string {
  return `an example of the ${what}: no value is known for ${[...unfit].join(", ")}`;
}

/** Sets a member of a map; a new one goes before the first key that sorts after it. */
function put(yaml: Document, map: YAMLMap, key: string, value: object): void {
  const pair = yaml.createPair(key, value, { aliasDuplicateObjects: false });
  const at = map.items.findIndex((item) => keyOf(item.key) === key);
  if (at >= 0) {
    (map.items[at] as { value: unknown }).value = pair.value;
    return;
  }
  // What was empty was written as {}, and would grow on in that style.
  map.flow = false;
  const next = map.items.findIndex((item) => keyOf(item.key) > key);
  map.items.splice(next < 0 ? map.items.length : next, 0, pair as never);
}

function keyOf(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

function addTag(yaml: Document): void {
  const tags = yaml.get("tags") as YAMLMap;
  const known = tags.items.some((item) => isMap(item) && item.get("name") === UNSORTED.name);
  if (known) return;
  tags.flow = false;
  tags.add(yaml.createNode(UNSORTED) as never);
}
