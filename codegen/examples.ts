import { type ExampleValues, GENERAL_VALUES } from "./example-values.ts";
import { findJsPattern } from "./java-pattern.ts";
import type { Model, Shape } from "./model.ts";
import { valuesOfPattern } from "./pattern-value.ts";

/** Optional members are filled down to this depth in answers; below it, and in requests, only required ones are. */
const ANSWER_DEPTH = 3;
/** What is required at a greater depth than this requires itself. */
const DEEPEST = 24;

/** What examples are made from. */
export interface ExampleSource {
  readonly model: Model;
  readonly values: ExampleValues;
}

/** A made example; without a value where the shapes in `unfit` are needed and no value is known for them. */
export interface MadeExample {
  readonly value: unknown;
  readonly unfit: ReadonlySet<string>;
}

/** A valid, deterministic example of a request: its required members. */
export function exampleRequest(source: ExampleSource, shape: string): MadeExample {
  return madeExample(source, shape, 0);
}

/** A valid, deterministic example of an answer, in the spec's form (dates as ISO 8601 text). */
export function exampleResponse(source: ExampleSource, shape: string): MadeExample {
  return madeExample(source, shape, ANSWER_DEPTH);
}

function madeExample(source: ExampleSource, shape: string, optionalDepth: number): MadeExample {
  const unfit = new Set<string>();
  return { value: example({ ...source, optionalDepth, unfit, depth: 0 }, shape), unfit };
}

/** What is wrong with a value in the spec's form (dates as text), as paths and reasons; empty when it is valid. */
export function faultsOf(model: Model, name: string, value: unknown, path = name): string[] {
  const shape = shapeNamed(model, name);
  if (shape.document) return isObject(value) ? [] : [`${path}: not an object`];
  if (shape.members) return structureFaults(model, shape, value, path);
  if (shape.kind === "list") {
    if (!Array.isArray(value)) return [`${path}: not a list`];
    const inner = value.flatMap((item, at) => faultsOf(model, shape.items ?? "", item, `${path}[${at}]`));
    return [...rangeFaults(shape, value.length, path), ...inner];
  }
  if (shape.kind === "map") return mapFaults(model, shape, value, path);
  return scalarFaults(shape, value, path);
}

interface Making extends ExampleSource {
  readonly optionalDepth: number;
  /** Collects the shapes for which no value is known. */
  readonly unfit: Set<string>;
  readonly depth: number;
  readonly member?: string;
}

function example(making: Making, name: string): unknown {
  const { model, values, member, unfit, depth } = making;
  const known = [...(values.members[member ?? ""] ?? []), ...(values.shapes[name] ?? [])];
  const fitting = known.find((value) => faultsOf(model, name, value).length === 0);
  if (fitting !== undefined) return fitting;
  const shape = shapeNamed(model, name);
  const value = depth > DEEPEST ? undefined : exampleOfKind(making, name, shape);
  if (value === undefined && !shape.members) unfit.add(name);
  return value;
}

function exampleOfKind(making: Making, name: string, shape: Shape): unknown {
  const inner = { ...making, depth: making.depth + 1 };
  if (shape.document) return {};
  if (shape.members) return exampleStructure(making, shape);
  if (shape.kind === "list") return exampleList(inner, shape);
  if (shape.kind === "map") return exampleMap(inner, shape);
  return exampleScalar(making.model, name, shape);
}

function exampleStructure(making: Making, shape: Shape): object | undefined {
  const wanted = Object.entries(shape.members ?? {}).filter(([member]) => {
    if (shape.required?.includes(member)) return true;
    return making.depth < making.optionalDepth && !shape.deprecated?.includes(member) && !/failure/i.test(member);
  });
  const made = wanted.map(([member, target]) => [member, example({ ...making, depth: making.depth + 1, member }, target)] as const);
  if (made.some(([member, value]) => value === undefined && shape.required?.includes(member))) return undefined;
  return Object.fromEntries(made.filter(([, value]) => value !== undefined));
}

function exampleList(making: Making, { items, min = 0 }: Shape): unknown[] | undefined {
  const item = making.depth > making.optionalDepth + ANSWER_DEPTH && min === 0 ? undefined : example(making, items ?? "");
  if (item === undefined) return min === 0 ? [] : undefined;
  return Array.from({ length: Math.max(1, min) }, () => item);
}

function exampleMap(making: Making, { key, value, min = 0 }: Shape): object | undefined {
  if (min === 0) return {};
  const [name, content] = [example(making, key ?? ""), example(making, value ?? "")];
  return min > 1 || name === undefined || content === undefined ? undefined : { [String(name)]: content };
}

function exampleScalar(model: Model, name: string, shape: Shape): unknown {
  if (shape.enum) return shape.enum[0];
  if (shape.kind === "boolean") return true;
  if (isNumeric(shape)) return Math.max(shape.min ?? 1, Math.min(1, shape.max ?? 1));
  if (shape.kind === "timestamp") return "2024-05-01T09:30:00Z";
  const fits = (value: string): boolean => faultsOf(model, name, value).length === 0;
  if (shape.kind === "blob") return ["ZXhhbXBsZQ==", Buffer.alloc(shape.min ?? shape.max ?? 0).toString("base64")].find(fits);
  const padded = "example".padEnd(shape.min ?? 0, "-example").slice(0, shape.max);
  for (const value of [...GENERAL_VALUES, padded, ...valuesOfPattern(shape)]) if (fits(value)) return value;
  return undefined;
}

function structureFaults(model: Model, shape: Shape, value: unknown, path: string): string[] {
  if (!isObject(value)) return [`${path}: not an object`];
  const missing = (shape.required ?? []).filter((member) => value[member] === undefined);
  const inner = Object.entries(value).flatMap(([member, item]) => {
    const target = shape.members?.[member];
    return target === undefined ? [`${path}.${member}: unknown`] : faultsOf(model, target, item, `${path}.${member}`);
  });
  return [...missing.map((member) => `${path}.${member}: missing`), ...inner];
}

function mapFaults(model: Model, shape: Shape, value: unknown, path: string): string[] {
  if (!isObject(value)) return [`${path}: not a map`];
  const inner = Object.entries(value).flatMap(([key, item]) => [
    ...faultsOf(model, shape.key ?? "", key, `${path} key ${key}`),
    ...faultsOf(model, shape.value ?? "", item, `${path}.${key}`),
  ]);
  return [...rangeFaults(shape, Object.keys(value).length, path), ...inner];
}

function scalarFaults(shape: Shape, value: unknown, path: string): string[] {
  if (isNumeric(shape)) {
    const fits = /^(?:float|double)$/.test(shape.kind) ? Number.isFinite(value) : Number.isInteger(value);
    return fits ? rangeFaults(shape, Number(value), path) : [`${path}: not of the kind ${shape.kind}`];
  }
  if (shape.kind === "boolean") return typeof value === "boolean" ? [] : [`${path}: not a boolean`];
  if (typeof value !== "string") return [`${path}: not a string`];
  if (shape.kind === "timestamp") return Number.isNaN(Date.parse(value)) ? [`${path}: not a date`] : [];
  if (shape.kind === "blob") return rangeFaults(shape, Buffer.from(value, "base64").length, path);
  if (shape.enum && !shape.enum.includes(value)) return [`${path}: not one of ${shape.enum.join(", ")}`];
  const fits = matchesPattern(shape, value);
  return [...rangeFaults(shape, value.length, path), ...(fits ? [] : [`${path}: does not match ${shape.pattern}`])];
}

/** A pattern that JavaScript has no equivalent for refuses nothing, as in the contract. */
function matchesPattern({ pattern }: Shape, value: string): boolean {
  const source = pattern === undefined ? undefined : findJsPattern(pattern);
  return source === undefined || new RegExp(source, "u").test(value);
}

function rangeFaults({ min, max }: Shape, size: number, path: string): string[] {
  if (min !== undefined && size < min) return [`${path}: below ${min}`];
  if (max !== undefined && size > max) return [`${path}: above ${max}`];
  return [];
}

function isNumeric({ kind }: Shape): boolean {
  return kind === "integer" || kind === "long" || kind === "float" || kind === "double";
}

function shapeNamed(model: Model, name: string): Shape {
  const shape = model.schemas[name];
  if (!shape) throw new Error(`The shape ${name} is not defined.`);
  return shape;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
