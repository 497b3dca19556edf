import { GENERAL_VALUES, VALUES_BY_MEMBER, VALUES_BY_SHAPE } from "./example-values.ts";
import { javaPatternToJs } from "./java-pattern.ts";
import type { Model, Shape } from "./model.ts";

/** Optional members are filled down to this depth in answers; below it, and in requests, only required ones are. */
const ANSWER_DEPTH = 3;

/** A valid, deterministic example of a request: its required members. */
export function exampleRequest(model: Model, shape: string): unknown {
  return example({ model, optionalDepth: 0 }, shape);
}

/** A valid, deterministic example of an answer, in the spec's form (dates as ISO 8601 text). */
export function exampleResponse(model: Model, shape: string): unknown {
  return example({ model, optionalDepth: ANSWER_DEPTH }, shape);
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

interface Making {
  readonly model: Model;
  readonly optionalDepth: number;
  readonly depth?: number;
  readonly member?: string;
}

function example(making: Making, name: string): unknown {
  const { model, member } = making;
  const known = [...(VALUES_BY_MEMBER[member ?? ""] ?? []), ...(VALUES_BY_SHAPE[name] ?? [])];
  const fitting = known.find((value) => faultsOf(model, name, value).length === 0);
  if (fitting !== undefined) return fitting;
  const shape = shapeNamed(model, name);
  if (shape.document) return {};
  if (shape.members) return exampleStructure(making, shape);
  if (shape.kind === "list") return [example({ ...making, depth: (making.depth ?? 0) + 1 }, shape.items ?? "")];
  if (shape.kind === "map") return {};
  return exampleScalar(model, name, shape);
}

function exampleStructure(making: Making, shape: Shape): object {
  const depth = making.depth ?? 0;
  const wanted = Object.entries(shape.members ?? {}).filter(([member]) => {
    if (shape.required?.includes(member)) return true;
    return depth < making.optionalDepth && !shape.deprecated?.includes(member) && !/failure/i.test(member);
  });
  return Object.fromEntries(wanted.map(([member, target]) => [member, example({ ...making, depth: depth + 1, member }, target)]));
}

function exampleScalar(model: Model, name: string, shape: Shape): unknown {
  if (shape.enum) return shape.enum[0];
  if (shape.kind === "boolean") return true;
  if (shape.kind === "integer" || shape.kind === "long") return Math.max(shape.min ?? 1, Math.min(1, shape.max ?? 1));
  if (shape.kind === "timestamp") return "2024-05-01T09:30:00Z";
  if (shape.kind === "blob") return "ZXhhbXBsZQ==";
  const text = GENERAL_VALUES.find((value) => faultsOf(model, name, value).length === 0);
  if (text === undefined) throw new Error(`No example value fits ${name} (pattern ${shape.pattern}): add one.`);
  return text;
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
  const isNumber = shape.kind === "integer" || shape.kind === "long";
  if (isNumber) return Number.isInteger(value) ? rangeFaults(shape, Number(value), path) : [`${path}: not an integer`];
  if (shape.kind === "boolean") return typeof value === "boolean" ? [] : [`${path}: not a boolean`];
  if (typeof value !== "string") return [`${path}: not a string`];
  if (shape.kind === "timestamp") return Number.isNaN(Date.parse(value)) ? [`${path}: not a date`] : [];
  if (shape.kind === "blob") return rangeFaults(shape, Buffer.from(value, "base64").length, path);
  if (shape.enum && !shape.enum.includes(value)) return [`${path}: not one of ${shape.enum.join(", ")}`];
  const fits = shape.pattern === undefined || new RegExp(javaPatternToJs(shape.pattern), "u").test(value);
  return [...rangeFaults(shape, value.length, path), ...(fits ? [] : [`${path}: does not match ${shape.pattern}`])];
}

function rangeFaults({ min, max }: Shape, size: number, path: string): string[] {
  if (min !== undefined && size < min) return [`${path}: below ${min}`];
  if (max !== undefined && size > max) return [`${path}: above ${max}`];
  return [];
}

function shapeNamed(model: Model, name: string): Shape {
  const shape = model.schemas[name];
  if (!shape) throw new Error(`The shape ${name} is not defined.`);
  return shape;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
