import { InvalidParameterException } from "#generated/errors.ts";
import { SerializationException } from "../lib/protocol-errors.ts";
import type { ContractDocument, ContractSchema } from "../runtime/contract-document.ts";

/**
 * Says in AWS's words what is wrong with an input: first values of a wrong type (SerializationException), then every
 * constraint that is not met, all in one message (InvalidParameterException). Wording and paths as measured on AWS.
 */
export function rejectInput(document: ContractDocument, input: unknown): Error | undefined {
  const walk = createWalk(document);
  const schema = walk.inputSchema;
  if (!schema) return undefined;
  const wrongType = walk.typeProblem(schema, input);
  if (wrongType !== undefined) return new SerializationException(wrongType);
  const violations: string[] = [];
  walk.constraints(schema, input, { path: "", sensitive: false, report: (text) => violations.push(text) });
  if (violations.length === 0) return undefined;
  const noun = violations.length === 1 ? "error" : "errors";
  return new InvalidParameterException(`${violations.length} validation ${noun} detected: ${violations.join("; ")}`);
}

interface Place {
  readonly path: string;
  readonly sensitive: boolean;
  readonly report: (violation: string) => void;
}

const isMap = (schema: ContractSchema) => typeof schema.additionalProperties === "object";

const createResolve = (document: ContractDocument) =>
  function resolve(schema: ContractSchema): ContractSchema {
    return schema.$ref ? resolve(document.components?.schemas?.[schema.$ref.replace(/^.*\//, "")] ?? {}) : schema;
  };

function createWalk(document: ContractDocument) {
  const resolve = createResolve(document);
  const [route] = Object.values(document.paths);
  const content = Object.values(route?.post.requestBody?.content ?? {})[0];

  function typeProblem(given: ContractSchema, value: unknown): string | undefined {
    const schema = resolve(given);
    if (value === undefined || value === null) return undefined;
    if (schema.type === "object") return isObject(value) ? typeProblemOfMembers(schema, value) : "Expected map or null";
    if (schema.type === "array")
      return Array.isArray(value) ? firstOf(value, (item) => typeProblem(schema.items ?? {}, item)) : "Expected list or null";
    return scalarProblem(schema, value);
  }

  function typeProblemOfMembers(schema: ContractSchema, value: Readonly<Record<string, unknown>>): string | undefined {
    return firstOf(Object.entries(value), ([name, member]) => {
      const memberSchema =
        (Object.hasOwn(schema.properties ?? {}, name) ? schema.properties?.[name] : undefined) ??
        (isMap(schema) ? (schema.additionalProperties as ContractSchema) : undefined);
      return memberSchema && typeProblem(memberSchema, member);
    });
  }

  function constraints(given: ContractSchema, value: unknown, place: Place): void {
    const schema = resolve(given);
    const here = { ...place, sensitive: place.sensitive || schema["x-sensitive"] === true };
    for (const constraint of brokenConstraints(schema, value)) here.report(violation(here, value, constraint));
    if (Array.isArray(value)) return listItems(schema, value, here);
    if (isObject(value)) return isMap(schema) ? mapEntries(schema, value, here) : members(schema, value, here);
  }

  /** Items that are texts or numbers are complained of together, at the list; structures each at their own place. */
  function listItems(schema: ContractSchema, list: readonly unknown[], place: Place): void {
    const itemSchema = resolve(schema.items ?? {});
    const broken = new Set(list.filter(isScalar).flatMap((item) => brokenConstraints(itemSchema, item)));
    const sensitive = place.sensitive || itemSchema["x-sensitive"] === true;
    if (broken.size > 0)
      place.report(violation({ ...place, sensitive }, list, `Member must satisfy constraint: [${[...broken].join(", ")}]`));
    list.forEach((item, index) => {
      const here = { ...place, path: `${place.path}.${index + 1}.member` };
      // Assumption: an item that is null is reported like a required member that is missing.
      if (item === null) here.report(violation(here, undefined, "Member must not be null"));
      else if (!isScalar(item)) constraints(itemSchema, item, here);
    });
  }

  function members(schema: ContractSchema, value: Readonly<Record<string, unknown>>, place: Place): void {
    for (const [name, memberSchema] of Object.entries(schema.properties ?? {})) {
      const path = place.path === "" ? lowerFirst(name) : `${place.path}.${lowerFirst(name)}`;
      const member = Object.hasOwn(value, name) ? value[name] : undefined;
      const inner = { ...place, path };
      if (member !== undefined && member !== null) constraints(memberSchema, member, inner);
      else if (schema.required?.includes(name)) {
        const sensitive = place.sensitive || resolve(memberSchema)["x-sensitive"] === true;
        place.report(violation({ ...inner, sensitive }, undefined, "Member must not be null"));
      }
    }
  }

  function mapEntries(schema: ContractSchema, value: Readonly<Record<string, unknown>>, place: Place): void {
    for (const [key, member] of Object.entries(value)) {
      const broken = brokenConstraints(schema["x-key"] ? resolve(schema["x-key"]) : {}, key);
      if (broken.length > 0) place.report(violation(place, value, `Member must satisfy constraint: [${broken.join(", ")}]`));
      constraints(schema.additionalProperties as ContractSchema, member, { ...place, path: `${place.path}.${key}.member` });
    }
  }

  return { inputSchema: content?.schema, typeProblem, constraints };
}

const isScalar = (value: unknown): boolean => typeof value !== "object";
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** One capital alone: `sMSMessage` (terraform-provider-aws#49207). */
const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);

function firstOf<T>(items: readonly T[], problem: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = problem(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

const TYPE_NAMES = { string: "a String", integer: "an Integer", number: "a Double", boolean: "a Boolean" } as const;

function scalarProblem(schema: ContractSchema, value: unknown): string | undefined {
  if (Array.isArray(value)) return "Start of list found where not expected";
  if (typeof value === "object") return "Start of structure or map found where not expected.";
  const wanted = schema.type as keyof typeof TYPE_NAMES | undefined;
  if (wanted === undefined) return undefined;
  const fits = wanted === "integer" ? Number.isInteger(value) : typeof value === wanted;
  // Assumption: that nothing more is said.
  if (fits) return schema.format === "byte" && !isBase64(value as string) ? "" : undefined;
  const token =
    typeof value === "boolean" ? `${String(value).toUpperCase()}_VALUE` : typeof value === "number" ? "NUMBER_VALUE" : "STRING_VALUE";
  return `${token} can not be converted to ${TYPE_NAMES[wanted]}`;
}

const isBase64 = (text: string): boolean => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);

function brokenConstraints(schema: ContractSchema, value: unknown): string[] {
  const broken: string[] = [];
  const [min, max, size] = bounds(schema, value);
  if (size !== undefined && min !== undefined && size < min)
    broken.push(`Member must have ${measure(value)} greater than or equal to ${min}`);
  if (size !== undefined && max !== undefined && size > max) broken.push(`Member must have ${measure(value)} less than or equal to ${max}`);
  if (typeof value === "string" && schema.pattern !== undefined && !new RegExp(schema.pattern, "u").test(value))
    broken.push(`Member must satisfy regular expression pattern: ${schema["x-java-pattern"] ?? schema.pattern}`);
  if (typeof value === "string" && schema.enum && !schema.enum.includes(value))
    broken.push(`Member must satisfy enum value set: [${schema.enum.join(", ")}]`);
  return broken;
}

const measure = (value: unknown) => (typeof value === "number" ? "value" : "length");

function bounds(schema: ContractSchema, value: unknown): [number | undefined, number | undefined, number | undefined] {
  if (typeof value === "string") return [schema.minLength, schema.maxLength, [...value].length];
  if (typeof value === "number") return [schema.minimum, schema.maximum, value];
  if (Array.isArray(value)) return [schema.minItems, schema.maxItems, value.length];
  if (isObject(value)) return [schema.minProperties, schema.maxProperties, Object.keys(value).length];
  return [undefined, undefined, undefined];
}

function violation(place: Place, value: unknown, constraint: string): string {
  const shown = place.sensitive ? "" : value === undefined ? " null" : ` '${asJava(value)}'`;
  return `Value${shown} at '${place.path}' failed to satisfy constraint: ${constraint}`;
}

/** Java's toString: `[a, b]`, `{k=v}`. */
function asJava(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(asJava).join(", ")}]`;
  if (isObject(value))
    return `{${Object.entries(value)
      .map(([key, member]) => `${key}=${asJava(member)}`)
      .join(", ")}}`;
  return String(value);
}
