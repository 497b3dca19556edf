import type { Shape, ShapeKind } from "./model.ts";

/** An OpenAPI 3.0 schema object as the spec writes it. */
export interface SpecSchema {
  type?: string;
  format?: string;
  title?: string;
  description?: string;
  enum?: string[];
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  minProperties?: number;
  maxProperties?: number;
  required?: string[];
  properties?: Record<string, SpecMember>;
  items?: SpecMember;
  additionalProperties?: SpecMember | boolean;
  "x-sensitive"?: true;
  "x-exception"?: true;
  "x-fault"?: true;
  "x-document"?: true;
  "x-key"?: string;
  /** What differs where the schema is asked for, and where it is answered: a JSON merge patch (RFC 7386). */
  "x-in-requests"?: SchemaPatch;
  "x-in-answers"?: SchemaPatch;
  /** The order in which a refusal lists the values. */
  "x-enum-order"?: string[];
  /** A Java pattern that says the same and is quicker to match; refusals show the other one. */
  "x-pattern-equivalent"?: string;
}
export type SchemaPatch = Readonly<Record<string, unknown>>;

/** A reference, bare or, where the member has more to say, wrapped in allOf as OpenAPI 3.0 demands. */
export interface SpecMember {
  $ref?: string;
  allOf?: [{ $ref: string }, { description?: string; deprecated?: true }];
}

const REF = "#/components/schemas/";
const TYPES: Record<ShapeKind, { type: string; format?: string }> = {
  structure: { type: "object" },
  exception: { type: "object" },
  map: { type: "object" },
  list: { type: "array" },
  string: { type: "string" },
  integer: { type: "integer" },
  long: { type: "integer", format: "int64" },
  float: { type: "number", format: "float" },
  double: { type: "number", format: "double" },
  boolean: { type: "boolean" },
  timestamp: { type: "string", format: "date-time" },
  blob: { type: "string", format: "byte" },
};
type Limits = readonly ["minLength" | "minimum" | "minItems" | "minProperties", "maxLength" | "maximum" | "maxItems" | "maxProperties"];
const LIMITS: Record<string, Limits> = {
  string: ["minLength", "maxLength"],
  blob: ["minLength", "maxLength"],
  integer: ["minimum", "maximum"],
  long: ["minimum", "maximum"],
  float: ["minimum", "maximum"],
  double: ["minimum", "maximum"],
  list: ["minItems", "maxItems"],
  map: ["minProperties", "maxProperties"],
};

/** Reference to a schema of the spec. */
export function refTo(name: string): { $ref: string } {
  return { $ref: REF + name };
}

/** Name of the schema that a member refers to. */
export function refName(member: SpecMember | undefined): string {
  const ref = member?.$ref ?? member?.allOf?.[0]?.$ref;
  if (!ref?.startsWith(REF)) throw new Error(`Expected a reference to a schema, found ${JSON.stringify(member)}.`);
  return ref.slice(REF.length);
}

/** Writes a shape as a schema; descriptions of members that `previous` had are kept. */
export function schemaOfShape(shape: Shape, previous?: SpecSchema): SpecSchema {
  const { type, format } = TYPES[shape.kind];
  const [min, max] = LIMITS[shape.kind] ?? [];
  return withoutUndefined({
    type,
    format: shape.kind === "string" && shape.sensitive ? "password" : format,
    description: previous?.description,
    enum: shape.enum && [...shape.enum],
    pattern: shape.pattern,
    ...(min && max ? { [min]: shape.min, [max]: shape.max } : {}),
    required: shape.required?.length ? [...shape.required] : undefined,
    properties: shape.members && !shape.document ? membersOf(shape, previous) : undefined,
    items: shape.items === undefined ? undefined : refTo(shape.items),
    additionalProperties: shape.document ? true : shape.value === undefined ? undefined : refTo(shape.value),
    "x-key": shape.key === undefined ? undefined : REF + shape.key,
    "x-sensitive": shape.sensitive || undefined,
    "x-exception": shape.kind === "exception" || undefined,
    "x-fault": shape.fault || undefined,
    "x-document": shape.document || undefined,
  });
}

/** Reads a schema back as a shape; the exact reverse of `schemaOfShape`. */
export function shapeOfSchema(schema: SpecSchema): Shape {
  const kind = kindOf(schema);
  const [min, max] = LIMITS[kind] ?? [];
  const members = Object.entries(schema.properties ?? {});
  const deprecated = members.filter(([, member]) => member.allOf?.[1]?.deprecated).map(([name]) => name);
  const isMap = kind === "map";
  return withoutUndefined({
    kind,
    min: min && schema[min],
    max: max && schema[max],
    pattern: schema.pattern,
    enum: schema.enum,
    sensitive: schema["x-sensitive"],
    document: schema["x-document"],
    fault: schema["x-fault"],
    members:
      kind === "structure" || kind === "exception"
        ? Object.fromEntries(members.map(([name, member]) => [name, refName(member)]))
        : undefined,
    required: schema.required,
    deprecated: deprecated.length > 0 ? deprecated : undefined,
    items: kind === "list" ? refName(schema.items) : undefined,
    key: isMap ? schema["x-key"]?.slice(REF.length) : undefined,
    value: isMap ? refName(schema.additionalProperties as SpecMember) : undefined,
  });
}

function kindOf(schema: SpecSchema): ShapeKind {
  if (schema["x-exception"]) return "exception";
  if (schema.type === "array") return "list";
  if (schema.type === "boolean") return "boolean";
  if (schema.type === "integer") return schema.format === "int64" ? "long" : "integer";
  if (schema.type === "number") return schema.format === "float" ? "float" : "double";
  if (schema.type === "object") return typeof schema.additionalProperties === "object" ? "map" : "structure";
  if (schema.format === "date-time") return "timestamp";
  if (schema.format === "byte") return "blob";
  if (schema.type === "string") return "string";
  throw new Error(`A schema of the spec has no kind we know: ${JSON.stringify(schema)}.`);
}

function membersOf(shape: Shape, previous: SpecSchema | undefined): Record<string, SpecMember> {
  const entries = Object.entries(shape.members ?? {}).map(([name, target]): [string, SpecMember] => {
    const description = previous?.properties?.[name]?.allOf?.[1]?.description;
    const deprecated = shape.deprecated?.includes(name) ? (true as const) : undefined;
    if (description === undefined && !deprecated) return [name, refTo(target)];
    return [name, { allOf: [refTo(target), withoutUndefined({ description, deprecated })] }];
  });
  return Object.fromEntries(entries);
}

/** The schema with the members of the patch; those that are null in it are gone. Patches of schemas are flat. */
export function patched(schema: SpecSchema, patch: SchemaPatch = {}): SpecSchema {
  const entries = Object.entries({ ...schema, ...patch }).filter(([, value]) => value !== null);
  return Object.fromEntries(entries);
}

/** The same object without its undefined members, so that nothing empty is written. */
export function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}
