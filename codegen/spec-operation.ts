import type { ModelOperation, Pagination } from "./model.ts";
import { refName, refTo, type SpecMember, withoutUndefined } from "./spec-schema.ts";

/** What the spec says about an operation beyond the facts of the API: our own words. */
export interface OperationProse {
  readonly tag: string;
  readonly description: string;
  readonly requestExample: unknown;
  /** Undefined when the operation answers nothing. */
  readonly responseExample?: unknown;
}

interface Content {
  "application/json": {
    schema: SpecMember;
    examples?: Record<string, { summary?: string; "x-microcks-default"?: true; value: unknown }>;
  };
}
interface Response {
  description: string;
  content?: Content;
}
export interface SpecOperation {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  security?: [];
  parameters: object[];
  requestBody: { required: true; content: Content };
  responses: Record<string, Response>;
  "x-paging"?: Pagination;
  /** Errors that were seen though the operation does not declare them. */
  "x-errors-seen"?: string[];
  /** The category of the API whose request limit counts the calls; "none" where there is no limit. */
  "x-category"?: string;
  /** The largest request in bytes, where it is another than the front end's. */
  "x-body-limit"?: number;
  /** Where the operation works in a replica of a pool: nowhere ("primary"), or once it is active. */
  "x-in-replicas"?: "primary" | "active";
  "x-microcks-operation": object;
}
export interface PathItem {
  post: SpecOperation;
  parameters: object[];
}

const PATH_START = "/#X-Amz-Target=";
/** In the document, each exception has a number of its own; on the wire all of them are 400 or 500. */
const FIRST_ERROR = 480;
export const SIGNING_HEADERS = [
  "X-Amz-Content-Sha256",
  "X-Amz-Date",
  "X-Amz-Algorithm",
  "X-Amz-Credential",
  "X-Amz-Security-Token",
  "X-Amz-Signature",
  "X-Amz-SignedHeaders",
];

/** The path under which the spec lists an operation of the API with this target prefix. */
export function pathOf(targetPrefix: string, operation: string): string {
  return `${PATH_START}${targetPrefix}.${operation}`;
}

/** The path item of an operation in the spec's dialect. */
export function pathItemOf(targetPrefix: string, name: string, operation: ModelOperation, prose: OperationProse): PathItem {
  return {
    post: withoutUndefined({
      operationId: name,
      tags: [prose.tag],
      summary: summaryOf(name),
      description: prose.description,
      security: operation.iam ? undefined : ([] as []),
      parameters: [targetParameter(`${targetPrefix}.${name}`)],
      requestBody: { required: true as const, content: contentOf(operation.request, name, prose.requestExample) },
      responses: { "200": successOf(name, operation, prose), ...errorResponses(operation) },
      "x-paging": operation.pagination,
      "x-microcks-operation": { delay: 0, dispatcher: "FALLBACK" },
    }),
    parameters: SIGNING_HEADERS.map((header) => ({ $ref: `#/components/parameters/${header}` })),
  };
}

/** Reads the facts of an operation back from its path item. */
export function operationOfPathItem({ post }: PathItem): ModelOperation {
  const success = post.responses["200"]?.content;
  const errors = Object.entries(post.responses).filter(([status]) => status !== "200");
  return withoutUndefined({
    request: refName(post.requestBody.content["application/json"].schema),
    response: success ? refName(success["application/json"].schema) : null,
    errors: errors.map(([, response]) => refName(response.content?.["application/json"].schema)),
    iam: post.security === undefined,
    pagination: post["x-paging"],
  });
}

/** Reads our own words about an operation back from its path item. */
export function proseOfPathItem({ post }: Pick<PathItem, "post">): OperationProse {
  return {
    tag: post.tags[0] ?? "",
    description: post.description,
    requestExample: exampleOf(post.requestBody.content),
    responseExample: exampleOf(post.responses["200"]?.content),
  };
}

function exampleOf(content: Content | undefined): unknown {
  return Object.values(content?.["application/json"].examples ?? {})[0]?.value;
}

function summaryOf(name: string): string {
  const words = name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .split(" ");
  return words.map((word, at) => (at === 0 || /[A-Z]{2}/.test(word) ? word : word.toLowerCase())).join(" ");
}

function targetParameter(target: string): object {
  return { name: "X-Amz-Target", in: "header", required: true, schema: { type: "string", enum: [target] } };
}

// Request and response share the example's name: mock servers pair them by it.
function contentOf(schema: string, operation: string, example: unknown): Content {
  if (example === undefined) return { "application/json": { schema: refTo(schema) } };
  const examples = { [`${operation}Example`]: { "x-microcks-default": true as const, value: example } };
  return { "application/json": { schema: refTo(schema), examples } };
}

function successOf(name: string, operation: ModelOperation, prose: OperationProse): Response {
  if (operation.response === null) return { description: "Success, with an empty body" };
  return { description: "Success", content: contentOf(operation.response, name, prose.responseExample) };
}

function errorResponses(operation: ModelOperation): Record<string, Response> {
  const responses = operation.errors.map((error, at): [string, Response] => [
    String(FIRST_ERROR + at),
    { description: error, content: { "application/json": { schema: refTo(error) } } },
  ]);
  return Object.fromEntries(responses);
}
