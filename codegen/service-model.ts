import type { Model, ModelOperation, Shape, ShapeKind } from "./model.ts";
import { withoutUndefined } from "./spec-schema.ts";

/** The parts of an AWS service model that matter here; botocore's `service-2.json` and aws-sdk-js's `*.normal.json` share them. */
interface ServiceModel {
  readonly metadata?: { readonly targetPrefix?: string };
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

const TARGET_PREFIX = "AWSCognitoIdentityProviderService";
const KINDS: Readonly<Record<string, ShapeKind>> = {
  structure: "structure",
  list: "list",
  map: "map",
  string: "string",
  integer: "integer",
  long: "long",
  boolean: "boolean",
  timestamp: "timestamp",
  blob: "blob",
};

/**
 * Reads an AWS service model. Throws a sentence that says what is wrong with it.
 * Paging is not part of such a model, so the operations come without it.
 */
export function readServiceModel(json: unknown): Model {
  if (!isServiceModel(json)) throw new Error("This is not an AWS service model: it needs metadata, operations and shapes.");
  const prefix = json.metadata?.targetPrefix;
  if (prefix !== TARGET_PREFIX) throw new Error(`This is the model of another API: its target prefix is ${prefix}.`);
  const operations = Object.entries(json.operations).map(([name, operation]) => [name, readOperation(name, operation)]);
  const schemas = Object.entries(json.shapes).map(([name, shape]) => [name, readShape(name, shape)]);
  const model = { operations: Object.fromEntries(operations), schemas: Object.fromEntries(schemas) } as Model;
  assertComplete(model);
  return model;
}

function isServiceModel(json: unknown): json is ServiceModel {
  const candidate = json as Partial<ServiceModel> | null;
  return typeof candidate?.operations === "object" && typeof candidate.shapes === "object";
}

function readOperation(name: string, operation: ServiceOperation): ModelOperation {
  if (!operation.input) throw new Error(`The operation ${name} has no input shape.`);
  return {
    request: operation.input.shape,
    response: operation.output?.shape ?? null,
    errors: (operation.errors ?? []).map((error) => error.shape),
    iam: operation.authtype !== "none" && !operation.auth?.includes("smithy.api#noAuth"),
  };
}

function readShape(name: string, shape: ServiceShape): Shape {
  const kind = shape.exception ? "exception" : KINDS[shape.type];
  if (!kind) throw new Error(`The shape ${name} has the type ${shape.type}, which the spec's dialect does not know.`);
  const members = Object.entries(shape.members ?? {});
  const deprecated = members.filter(([, member]) => member.deprecated).map(([member]) => member);
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
    members: isStructure ? Object.fromEntries(members.map(([member, { shape: target }]) => [member, target])) : undefined,
    required: shape.required?.length ? shape.required : undefined,
    deprecated: deprecated.length > 0 ? deprecated : undefined,
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
}
