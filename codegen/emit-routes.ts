import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runGenerator } from "./generator.ts";
import type { Model, ModelOperation } from "./model.ts";
import type { SpecDocument } from "./spec-document.ts";
import type { PathItem, SpecOperation } from "./spec-operation.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const TABLE = "operations.ts";
const TEMPLATES = join(ROOT, "codegen/templates");

/**
 * Runs openapi-generator with our templates: one file of route stubs per domain, and the operation table.
 * Answers texts by path below `generated/`.
 */
export function emitRoutes(spec: SpecDocument, model: Model): Map<string, string> {
  const folder = mkdtempSync(join(tmpdir(), "codegen-routes-"));
  try {
    const input = join(folder, "input.json");
    writeFileSync(input, JSON.stringify(generatorInput(spec, model)));
    runGenerator([
      ...["generate", "-g", "typescript-fetch", "-i", input, "-o", join(folder, "out"), "-t", TEMPLATES],
      "--additional-properties=apiNameSuffix=Operations",
      "--global-property=apis,supportingFiles=index.ts,apiDocs=false,apiTests=false",
    ]);
    const files = collect(join(folder, "out", "apis"));
    return new Map([...files, [TABLE, `${files.get(TABLE)}${wireConstants(spec)}`]]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The generator takes what follows `#` in a path for a fragment and fetches every shape it can reach. It gets a copy with
 * plain paths in which a shape is a name only; what the table needs besides travels as vendor extensions.
 */
function generatorInput(spec: SpecDocument, model: Model): object {
  const items = Object.values(spec.paths);
  const operations = Object.values(model.operations);
  const shapes = operations.flatMap(({ request, response }) => (response === null ? [request] : [request, response]));
  // A shape without properties would become the type "object".
  const named = shapes.map((name) => [name, { type: "object", properties: { member: { type: "string" } } }] as const);
  return {
    openapi: spec.openapi,
    info: { title: spec.info.title, version: spec.info.version },
    servers: [{ url: "/" }],
    paths: Object.fromEntries(items.map((item) => [`/${item.post.operationId}`, generatorOperation(item, model)])),
    components: { schemas: Object.fromEntries(named) },
  };
}

function generatorOperation({ post }: PathItem, model: Model): object {
  const operation = model.operations[post.operationId];
  if (!operation) throw new Error(`The operation ${post.operationId} has no facts.`);
  return {
    post: {
      operationId: post.operationId,
      tags: post.tags,
      requestBody: { required: true, ...jsonContent(operation.request) },
      responses: { 200: { description: "Success", ...(operation.response === null ? {} : jsonContent(operation.response)) } },
      "x-words": post.description.trim().replaceAll("*/", "* /"),
      "x-domain": post.tags[0],
      "x-iam": String(operation.iam),
      "x-output": outputKind(operation, model),
      "x-errors": operation.errors,
      "x-facts": factsOf(post),
      ...(operation.pagination ? { "x-paging": operation.pagination } : {}),
    },
  };
}

/** What is in the operation table beside the model's own facts, as the text of object members. */
function factsOf(post: SpecOperation): string[] {
  const facts = {
    category: post["x-category"] === "none" ? undefined : post["x-category"],
    bodyLimit: post["x-body-limit"],
    inReplicas: post["x-in-replicas"],
  };
  const known = Object.entries(facts).filter(([, value]) => value !== undefined);
  return known.map(([name, value]) => `${name}: ${JSON.stringify(value)},`);
}

function outputKind({ response }: ModelOperation, model: Model): string {
  if (response === null) return "none";
  return Object.keys(model.schemas[response]?.members ?? {}).length === 0 ? "empty" : "structure";
}

function jsonContent(schema: string): object {
  return { content: { "application/json": { schema: { $ref: `#/components/schemas/${schema}` } } } };
}

function wireConstants(spec: SpecDocument): string {
  return `
/** What stands before an operation's name in X-Amz-Target, and the media type of requests and answers. */
export const TARGET_PREFIX = "${spec["x-target-prefix"]}";
export const MEDIA_TYPE = "application/x-amz-json-${spec["x-json-version"]}";
`;
}

/** `apis/SignUpOperations.ts` of the generator is our `routes/sign-up.ts`, and its index is our `operations.ts`. */
function collect(apis: string): Map<string, string> {
  const files = readdirSync(apis).sort();
  return new Map(files.map((file) => [targetName(file), readFileSync(join(apis, file), "utf8")]));
}

function targetName(file: string): string {
  if (file === "index.ts") return TABLE;
  const words = file.replace(/Operations\.ts$/, "").replace(/(?!^)([A-Z])/g, "-$1");
  return `routes/${words.toLowerCase()}.ts`;
}
