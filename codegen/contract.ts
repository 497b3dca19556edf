import { findJsPattern } from "./java-pattern.ts";
import { type Model, type ModelOperation, reachableShapes, type Shape } from "./model.ts";
import { wireExample } from "./wire-example.ts";

/**
 * Errors that the framework in front of the service answers for any operation, by HTTP status, besides the declared ones.
 * Any failure of ours leaves as InternalErrorException.
 */
export const FRAMEWORK_ERRORS = {
  400: [
    "SerializationException",
    "UnknownOperationException",
    "ThrottlingException",
    "MissingAuthenticationTokenException",
    "UnrecognizedClientException",
    "InvalidSignatureException",
    "IncompleteSignatureException",
    "RequestExpired",
    "InvalidParameterException",
  ],
  500: ["InternalErrorException"],
} as const;

/** Errors that AWS was seen or is documented to answer without its model declaring them, by the input of the operation. */
const MEASURED_ERRORS: Readonly<Record<string, readonly string[]>> = {
  AdminCreateUserRequest: ["AliasExistsException"],
  CreateManagedLoginBrandingRequest: ["FeatureUnavailableInTierException"],
};

const MEDIA_TYPES = ["application/x-amz-json-1.1", "application/json"];
const REF = "#/components/schemas/";
/** Suffix of the variant of a shape that answers use: no member but the declared ones. */
const CLOSED = ".closed";
/**
 * Limits that bind requests only. AWS's own answers exceed them: names carry the prefixes of custom attributes
 * (`phone_number_verified` alone is too long), and the 20 standard attributes stand beside 50 custom ones.
 * Assumption: a pool without import jobs lists none, as all lists do, though the model asks for one.
 */
const REQUEST_LIMITS = new Set(["CustomAttributeNameType", "SchemaAttributesListType", "UserImportJobsListType"]);
/** Structures that answers have without the members that requests need: a prefix domain has `CustomDomainConfig: {}` on AWS. */
const EMPTY_IN_ANSWERS = new Set(["CustomDomainConfigType"]);
/** Texts whose stated pattern AWS's own answers break: documented messages of import jobs consist of several words. */
const FREE_IN_ANSWERS = new Set(["CompletionMessageType"]);
/** Texts whose stated pattern AWS does not hold requests to: the one for domains has no dot, and so no custom domain would pass. */
const FREE_PATTERNS = new Set(["DomainType"]);
/** The order in which AWS was seen to list values that its model lists otherwise; it shows in the words of a refusal. */
const MEASURED_ORDERS: Readonly<Record<string, readonly string[]>> = {
  AccountTakeoverEventActionType: ["MFA_IF_CONFIGURED", "BLOCK", "NO_ACTION", "MFA_REQUIRED"],
};
/** Sets of values that the service itself judges in requests, in words of its own. */
const FREE_VALUES = new Set(["AttributeDataType"]);
/**
 * Patterns that AWS was seen to hold values to where its model states others. The one for passwords, which may have a space
 * inside, is matched by another that says the same of two characters or more and takes no longer for longer texts.
 */
const MEASURED_PATTERNS: Readonly<Record<string, { readonly java: string; readonly same?: string }>> = {
  AttributeNameType: { java: "[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+" },
  PasswordType: { java: "^[\\S]+.*[\\S]+$", same: "\\S.*\\S" },
};
const ERROR_STATUSES = [400, 500] as const;
type ErrorStatus = (typeof ERROR_STATUSES)[number];

interface Operation {
  readonly name: string;
  readonly facts: ModelOperation;
  /** Example of a success in the spec's form (dates as text); undefined for an empty body. */
  readonly example?: unknown;
}

/**
 * One operation's contract as it is on the wire, as a self-contained OpenAPI 3.0 document: path `/<Operation>`, statuses
 * 200, 400 and 500, requests open to unknown members, answers closed, dates as epoch seconds.
 */
export function contractOf(model: Model, operation: Operation): object {
  const { name, facts, example } = operation;
  return {
    openapi: "3.0.0",
    info: { title: name, version: "2016-04-18" },
    paths: {
      [`/${name}`]: {
        post: {
          operationId: name,
          requestBody: { required: true, content: contentOf({ $ref: REF + facts.request }) },
          responses: {
            "200": successOf(facts),
            "400": { description: "Error", content: contentOf({ $ref: REF + errorName(400) }) },
            "500": { description: "Fault", content: contentOf({ $ref: REF + errorName(500) }) },
          },
          ...(facts.response === null ? {} : { "x-example": wireExample(model, facts.response, example) }),
        },
      },
    },
    components: { schemas: schemasOf(model, facts) },
  };
}

function contentOf(schema: object): object {
  return Object.fromEntries(MEDIA_TYPES.map((type) => [type, { schema }]));
}

function successOf({ response }: ModelOperation): object {
  if (response === null) return { description: "Success, with an empty body" };
  return { description: "Success", content: contentOf({ $ref: REF + response + CLOSED }) };
}

// A dot keeps these apart from the names of shapes, which have none.
function errorName(status: ErrorStatus): string {
  return `error.${status}`;
}

function errorSchema(model: Model, facts: ModelOperation, status: ErrorStatus): object {
  const declared = facts.errors.filter((error) => Boolean(model.schemas[error]?.fault) === (status === 500));
  const measured = status === 400 ? (MEASURED_ERRORS[facts.request] ?? []) : [];
  const extras = declared.flatMap((error) => Object.keys(model.schemas[error]?.members ?? {}));
  const texts = ["message", "Message", ...extras].map((member) => [member, { type: "string" }]);
  return {
    type: "object",
    required: ["__type"],
    properties: {
      __type: { type: "string", enum: [...new Set([...declared, ...measured, ...FRAMEWORK_ERRORS[status]])] },
      ...Object.fromEntries(texts),
    },
    additionalProperties: false,
  };
}

function schemasOf(model: Model, facts: ModelOperation): Record<string, object> {
  const { request, response } = facts;
  const open = reachableShapes(model.schemas, [request]);
  const closed = response === null ? [] : reachableShapes(model.schemas, [response]);
  return Object.fromEntries([
    ...open.map((name) => [name, contractSchema(model, name, "")]),
    ...closed.map((name) => [name + CLOSED, contractSchema(model, name, CLOSED)]),
    ...ERROR_STATUSES.map((status) => [errorName(status), errorSchema(model, facts, status)]),
  ]);
}

function contractSchema(model: Model, name: string, suffix: string): object {
  const stated = model.schemas[name];
  if (!stated) throw new Error(`The shape ${name} is not defined.`);
  const free = FREE_PATTERNS.has(name) ? { ...stated, pattern: undefined } : stated;
  const shape = suffix === CLOSED ? asAnswered(name, free) : asRequested(name, free);
  const ref = (target: string | undefined): object => ({ $ref: REF + target + suffix });
  const sensitive = shape.sensitive ? { "x-sensitive": true } : {};
  if (shape.document) return { type: "object", additionalProperties: true, ...sensitive };
  if (shape.members) return { ...structure(shape, ref), ...(suffix ? { additionalProperties: false } : {}), ...sensitive };
  if (shape.kind === "list") return { type: "array", ...range(shape, "Items"), items: ref(shape.items), ...sensitive };
  if (shape.kind === "map") {
    const key = ref(shape.key);
    return { type: "object", ...range(shape, "Properties"), additionalProperties: ref(shape.value), "x-key": key, ...sensitive };
  }
  return { ...scalar(shape), ...patternOf(name, shape), ...sensitive };
}

function asRequested(name: string, shape: Shape): Shape {
  if (FREE_VALUES.has(name)) return { ...shape, enum: undefined };
  const { enum: values } = shape;
  const order = MEASURED_ORDERS[name];
  return order && values ? { ...shape, enum: [...new Set([...order, ...values])].filter((value) => values.includes(value)) } : shape;
}

function asAnswered(name: string, shape: Shape): Shape {
  if (REQUEST_LIMITS.has(name)) return { ...shape, max: undefined, ...(shape.kind === "list" ? { min: undefined } : {}) };
  if (FREE_IN_ANSWERS.has(name)) return { ...shape, pattern: undefined };
  return EMPTY_IN_ANSWERS.has(name) ? { ...shape, required: undefined } : shape;
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

function scalar(shape: Shape): object {
  const { kind, min, max } = shape;
  if (kind === "boolean") return { type: "boolean" };
  if (kind === "timestamp") return { type: "number" };
  if (kind === "blob") return { type: "string", format: "byte", ...range(base64Sizes(shape), "Length") };
  if (kind === "integer" || kind === "long") {
    return { type: "integer", ...(min === undefined ? {} : { minimum: min }), ...(max === undefined ? {} : { maximum: max }) };
  }
  return {
    type: "string",
    ...(shape.enum ? { enum: shape.enum } : {}),
    ...range(shape, "Length"),
  };
}

function patternOf(name: string, { pattern }: Shape): object {
  const { java, same } = MEASURED_PATTERNS[name] ?? { java: pattern };
  const translated = java === undefined ? undefined : findJsPattern(same ?? java);
  return translated === undefined ? {} : { pattern: translated, "x-java-pattern": java };
}

/** The model limits the bytes; what is on the wire is their base64 text. */
function base64Sizes({ min, max }: Shape): Pick<Shape, "min" | "max"> {
  const size = (bytes: number | undefined): number | undefined => bytes && 4 * Math.ceil(bytes / 3);
  return { min: size(min), max: size(max) };
}

function range({ min, max }: Pick<Shape, "min" | "max">, what: "Length" | "Items" | "Properties"): object {
  return { ...(min === undefined ? {} : { [`min${what}`]: min }), ...(max === undefined ? {} : { [`max${what}`]: max }) };
}
