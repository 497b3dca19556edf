import type { Model, ModelOperation, Shape, ShapeKind } from "./model.ts";
import { withoutUndefined } from "./spec-schema.ts";

/** The parts of an AWS service model that matter here; botocore's `service-2.json` and aws-sdk-js's `*.normal.json` share them. */
interface ServiceModel {
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly operations: Readonly<Record<string, ServiceOperation>>;
  readonly shapes: Readonly<Record<string, ServiceShape>>;
}
interface ServiceOperation {
  readonly input?: { readonly shape: string };
  readonly output?: { readonly shape: string };
  readonly errors?: readonly { readonly shape: string }[];
  readonly authtype?: string;
  readonly auth?: readonly string[];
}
interface Member {
  readonly shape: string;
  /** Another name on the wire. */
  readonly locationName?: string;
  readonly deprecated?: boolean;
}
interface ServiceShape {
  readonly type: string;
  readonly members?: Readonly<Record<string, Member>>;
  readonly member?: Member;
  readonly key?: Member;
  readonly value?: Member;
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly sensitive?: boolean;
  readonly document?: boolean;
  readonly exception?: boolean;
  readonly fault?: boolean;
}

/** How the API is spoken, and what it is called. */
export interface Protocol {
  readonly targetPrefix: string;
  readonly jsonVersion: string;
  readonly title: string;
  readonly version: string;
}

/** What a service model says, as facts. */
export interface ReadModel {
  readonly protocol: Protocol;
  readonly model: Model;
}

const KINDS: readonly ShapeKind[] = [
  ...(["structure", "list", "map", "string", "integer", "long", "float", "double", "boolean", "timestamp", "blob"] as const),
];
/** They become names of files, types and classes. */
const NAME = /^[A-Za-z][A-Za-z0-9_]*$/;

/**
 * Reads an AWS service model. Throws a sentence that says what is wrong with it.
 * Paging is not part of such a model, so the operations come without it.
 */
export function readServiceModel(json: unknown): ReadModel {
  if (!isServiceModel(json)) throw new Error("This is not an AWS service model: it needs metadata, operations and shapes.");
  const protocol = readProtocol(json.metadata ?? {});
  assertNames(json);
  const read = Object.entries(json.operations).map(([name, operation]) => [name, readOperation(name, operation)] as const);
  if (read.length === 0) throw new Error("The model has no operations.");
  const schemas = Object.entries(json.shapes).map(([name, shape]) => [name, readShape(name, shape)] as const);
  // The protocol sends an empty structure for an operation that takes nothing.
  const missing = read.filter(([name, { request }]) => !json.operations[name]?.input && !Object.hasOwn(json.shapes, request));
  const empty = missing.map(([, { request }]) => [request, { kind: "structure", members: {} }] as const);
  const model: Model = { operations: Object.fromEntries(read), schemas: Object.fromEntries<Shape>([...schemas, ...empty]) };
  assertComplete(model);
  assertFinite(model);
  return { protocol, model };
}

function isServiceModel(json: unknown): json is ServiceModel {
  const candidate = json as Partial<ServiceModel> | null;
  return (
    isObject(candidate) && [candidate.operations, candidate.shapes].every((part) => isObject(part) && Object.values(part).every(isObject))
  );
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readProtocol(metadata: Readonly<Record<string, unknown>>): Protocol {
  const { protocol = "json", targetPrefix, jsonVersion = "1.1", serviceFullName, apiVersion = "1" } = metadata;
  if (protocol !== "json" || !/^1\.[01]$/.test(String(jsonVersion)))
    throw new Error(`The API speaks ${String(protocol)} ${String(jsonVersion)}; only AWS JSON 1.0 and 1.1 are understood.`);
  if (typeof targetPrefix !== "string" || !/^[\w.]+$/.test(targetPrefix)) throw new Error("The model's metadata name no target prefix.");
  return { targetPrefix, jsonVersion: String(jsonVersion), title: String(serviceFullName ?? targetPrefix), version: String(apiVersion) };
}

function assertNames({ operations, shapes }: ServiceModel): void {
  const members = Object.values(shapes).flatMap((shape) => Object.entries(shape.members ?? {}));
  const names = [
    ...Object.keys(operations),
    ...Object.keys(shapes),
    ...members.flatMap(([name, { locationName = name }]) => [name, locationName]),
  ];
  const wrong = names.find((name) => !NAME.test(name) || name in {});
  if (wrong !== undefined) throw new Error(`The model has a name that is none: ${JSON.stringify(wrong.slice(0, 80))}.`);
}

function readOperation(name: string, operation: ServiceOperation): ModelOperation {
  return {
    request: operation.input?.shape ?? `${name}Input`,
    response: operation.output?.shape ?? null,
    errors: (operation.errors ?? []).map((error) => error.shape),
    iam: operation.authtype !== "none" && !operation.auth?.includes("smithy.api#noAuth"),
  };
}

function readShape(name: string, shape: ServiceShape): Shape {
  const kind = shape.exception ? "exception" : KINDS.find((known) => known === shape.type);
  if (!kind) throw new Error(`The shape ${name} has the type ${shape.type}, which the spec's dialect does not know.`);
  if (kind === "list" && !shape.member) throw new Error(`The list ${name} does not say what it holds.`);
  if (kind === "map" && !(shape.key && shape.value)) throw new Error(`The map ${name} does not say what it holds.`);
  const wireNames = new Map(Object.entries(shape.members ?? {}).map(([member, { locationName = member }]) => [member, locationName]));
  const members = Object.entries(shape.members ?? {}).map(([member, { shape: target }]) => [wireNames.get(member), target] as const);
  const deprecated = Object.entries(shape.members ?? {}).filter(([, member]) => member.deprecated);
  const isStructure = kind === "structure" || kind === "exception";
  return withoutUndefined({
    kind,
    min: shape.min,
    max: shape.max,
    pattern: shape.pattern,
    enum: shape.enum,
    sensitive: shape.sensitive || undefined,
    document: shape.document || undefined,
    fault: shape.fault || undefined,
    members: isStructure ? (Object.fromEntries(members) as Shape["members"]) : undefined,
    required: shape.required?.length ? shape.required.map((member) => wireNames.get(member) ?? member) : undefined,
    deprecated: deprecated.length > 0 ? deprecated.map(([member]) => wireNames.get(member) ?? member) : undefined,
    items: shape.member?.shape,
    key: shape.key?.shape,
    value: shape.value?.shape,
  });
}

function assertComplete({ operations, schemas }: Model): void {
  const named = [
    ...Object.values(operations).flatMap(({ request, response, errors }) => [request, response ?? request, ...errors]),
    ...Object.values(schemas).flatMap(({ members, items, key, value }) => [...Object.values(members ?? {}), items, key, value]),
  ];
  const missing = named.find((name) => name !== undefined && !Object.hasOwn(schemas, name));
  if (missing !== undefined) throw new Error(`The model refers to the shape ${missing}, which it does not define.`);
  for (const { request, response } of Object.values(operations))
    for (const name of [request, response ?? request])
      if (schemas[name]?.kind !== "structure")
        throw new Error(`The shape ${name} is what an operation takes or answers, and no structure.`);
  for (const [name, { members, required = [] }] of Object.entries(schemas)) {
    const unknown = required.find((member) => !Object.hasOwn(members ?? {}, member));
    if (unknown !== undefined) throw new Error(`The shape ${name} requires a member ${unknown}, which it does not have.`);
  }
}

/** No value could be given for a shape that cannot be without itself. */
function assertFinite({ schemas }: Model): void {
  const finite = new Set<string>();
  const visit = (name: string, above: readonly string[]): void => {
    if (finite.has(name)) return;
    if (above.includes(name)) throw new Error(`The shape ${name} requires itself (${[...above, name].join(" > ")}).`);
    needed(schemas[name]).forEach((inner) => visit(inner, [...above, name]));
    finite.add(name);
  };
  Object.keys(schemas).forEach((name) => visit(name, []));
}

function needed(shape: Shape | undefined): string[] {
  if (!shape) return [];
  if (shape.kind === "list" || shape.kind === "map") return (shape.min ?? 0) > 0 ? [shape.items ?? shape.value ?? ""] : [];
  return (shape.required ?? []).map((member) => shape.members?.[member] ?? "");
}
