import { findJsPattern } from "./java-pattern.ts";
import { type Model, type ModelOperation, reachableShapes, type Shape } from "./model.ts";
import type { FrameworkErrors, SpecDocument } from "./spec-document.ts";
import { proseOfPathItem, type SpecOperation } from "./spec-operation.ts";
import { patched, type SpecSchema, shapeOfSchema } from "./spec-schema.ts";
import { wireExample } from "./wire-example.ts";

/** What is answered for any operation where the spec does not name its own: the protocol's errors, by their names on AWS and here. */
const PROTOCOL_ERRORS: FrameworkErrors = {
  400: ["SerializationException", "UnknownOperationException", "ValidationException", "InvalidParameterException", "ThrottlingException"],
  500: ["InternalFailure", "InternalErrorException"],
};
const REF = "#/components/schemas/";
/** Suffix of the variant of a shape that answers use: no member but the declared ones. */
const CLOSED = ".closed";
const ERROR_STATUSES = [400, 500] as const;
type ErrorStatus = (typeof ERROR_STATUSES)[number];

/** The spec with what was measured laid over it, and the facts that it states. */
export interface Api {
  readonly spec: SpecDocument;
  readonly model: Model;
}

/**
 * One operation's contract as it is on the wire, as a self-contained OpenAPI 3.0 document: path `/<Operation>`, statuses
 * 200, 400 and 500, requests open to unknown members, answers closed, dates as epoch seconds.
 */
export function contractOf(api: Api, post: SpecOperation): object {
  const { operationId: name } = post;
  const facts = api.model.operations[name];
  if (!facts) throw new Error(`The operation ${name} has no facts.`);
  const example = proseOfPathItem({ post }).responseExample;
  const mediaTypes = [`application/x-amz-json-${api.spec["x-json-version"]}`, "application/json"];
  const contentOf = (schema: object): object => Object.fromEntries(mediaTypes.map((type) => [type, { schema }]));
  return {
    openapi: "3.0.0",
    info: { title: name, version: api.spec.info.version },
    paths: {
      [`/${name}`]: {
        post: {
          operationId: name,
          requestBody: { required: true, content: contentOf({ $ref: REF + facts.request }) },
          responses: {
            "200": successOf(facts, contentOf),
            "400": { description: "Error", content: contentOf({ $ref: REF + errorName(400) }) },
            "500": { description: "Fault", content: contentOf({ $ref: REF + errorName(500) }) },
          },
          ...(facts.response === null ? {} : { "x-example": wireExample(api.model, facts.response, example) }),
        },
      },
    },
    components: { schemas: schemasOf(api, { ...facts, seen: post["x-errors-seen"] ?? [] }) },
  };
}

function successOf({ response }: ModelOperation, contentOf: (schema: object) => object): object {
  if (response === null) return { description: "Success, with an empty body" };
  return { description: "Success", content: contentOf({ $ref: REF + response + CLOSED }) };
}

// A dot keeps these apart from the names of shapes, which have none.
function errorName(status: ErrorStatus): string {
  return `error.${status}`;
}

interface Answering extends ModelOperation {
  /** Errors that were seen though they are not declared. */
  readonly seen: readonly string[];
}

/** Beside what is declared: errors that were seen, and those of the framework in front of the service. */
function errorSchema({ spec, model }: Api, { errors, seen }: Answering, status: ErrorStatus): object {
  const own = [...errors, ...seen].filter((error) => Boolean(model.schemas[error]?.fault) === (status === 500));
  const framework = (spec["x-framework-errors"] ?? PROTOCOL_ERRORS)[status];
  const extras = own.flatMap((error) => Object.keys(model.schemas[error]?.members ?? {}));
  const texts = ["message", "Message", ...extras].map((member) => [member, { type: "string" }]);
  return {
    type: "object",
    required: ["__type"],
    properties: {
      __type: { type: "string", enum: [...new Set([...own, ...framework])] },
      ...Object.fromEntries(texts),
    },
    additionalProperties: false,
  };
}

function schemasOf(api: Api, facts: Answering): Record<string, object> {
  const { request, response } = facts;
  const { schemas } = api.model;
  const open = reachableShapes(schemas, [request]);
  const closed = response === null ? [] : reachableShapes(schemas, [response]);
  return Object.fromEntries([
    ...open.map((name) => [name, contractSchema(schemaNamed(api, name), "x-in-requests")]),
    ...closed.map((name) => [name + CLOSED, contractSchema(schemaNamed(api, name), "x-in-answers")]),
    ...ERROR_STATUSES.map((status) => [errorName(status), errorSchema(api, facts, status)]),
  ]);
}

function schemaNamed({ spec }: Api, name: string): SpecSchema {
  const schema = spec.components.schemas[name];
  if (!schema) throw new Error(`The shape ${name} is not defined.`);
  return schema;
}

function contractSchema(stated: SpecSchema, side: "x-in-requests" | "x-in-answers"): object {
  const schema = patched(stated, stated[side]);
  const shape = shapeOfSchema(schema);
  const isAnswer = side === "x-in-answers";
  const ref = (target: string | undefined): object => ({ $ref: REF + target + (isAnswer ? CLOSED : "") });
  const sensitive = shape.sensitive ? { "x-sensitive": true } : {};
  if (shape.document) return { type: "object", additionalProperties: true, ...sensitive };
  if (shape.members) {
    return { ...structure(shape, ref), ...(isAnswer ? { additionalProperties: false } : {}), ...sensitive };
  }
  if (shape.kind === "list") return { type: "array", ...range(shape, "Items"), items: ref(shape.items), ...sensitive };
  if (shape.kind === "map") {
    const key = ref(shape.key);
    return { type: "object", ...range(shape, "Properties"), additionalProperties: ref(shape.value), "x-key": key, ...sensitive };
  }
  return { ...scalar(shape, schema["x-enum-order"]), ...patternOf(schema), ...sensitive };
}

function structure(shape: Shape, ref: (target: string) => object): object {
  const properties = Object.entries(shape.members ?? {}).map(([member, target]) => [member, ref(target)]);
  return {
    type: "object",
    // OpenAPI 3.0 allows no empty list here.
    ...(shape.required?.length ? { required: shape.required } : {}),
    properties: Object.fromEntries(properties),
  };
}

function scalar(shape: Shape, order: readonly string[] = []): object {
  const { kind, min, max } = shape;
  if (kind === "boolean") return { type: "boolean" };
  if (kind === "timestamp") return { type: "number" };
  if (kind === "blob") return { type: "string", format: "byte", ...range(base64Sizes(shape), "Length") };
  if (kind === "integer" || kind === "long" || kind === "float" || kind === "double") {
    const type = kind === "float" || kind === "double" ? "number" : "integer";
    return { type, ...(min === undefined ? {} : { minimum: min }), ...(max === undefined ? {} : { maximum: max }) };
  }
  return {
    type: "string",
    ...(shape.enum ? { enum: inOrder(shape.enum, order) } : {}),
    ...range(shape, "Length"),
  };
}

/** A value that the order does not know comes last. */
function inOrder(values: readonly string[], order: readonly string[]): readonly string[] {
  return [...new Set([...order, ...values])].filter((value) => values.includes(value));
}

/** A pattern without an equivalent refuses nothing. */
function patternOf({ pattern, "x-pattern-equivalent": equivalent }: SpecSchema): object {
  const translated = pattern === undefined ? undefined : findJsPattern(equivalent ?? pattern);
  return translated === undefined ? {} : { pattern: translated, "x-java-pattern": pattern };
}

/** The model limits the bytes; what is on the wire is their base64 text. */
function base64Sizes({ min, max }: Shape): Pick<Shape, "min" | "max"> {
  const size = (bytes: number | undefined): number | undefined => bytes && 4 * Math.ceil(bytes / 3);
  return { min: size(min), max: size(max) };
}

function range({ min, max }: Pick<Shape, "min" | "max">, what: "Length" | "Items" | "Properties"): object {
  return { ...(min === undefined ? {} : { [`min${what}`]: min }), ...(max === undefined ? {} : { [`max${what}`]: max }) };
}
