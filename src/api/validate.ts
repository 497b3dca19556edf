import type { OpenApiValidatorOpts } from "express-openapi-validator/dist/framework/types.js";
import {
  type ContractContent,
  type ContractDocument,
  type ContractOperation,
  type ContractSchema,
  readContractDocument,
} from "../runtime/contract-document.ts";
import { packageFile } from "../runtime/package-file.ts";
import { type Handler, loadValidator } from "./validator-patches.ts";

/**
 * The contract of one operation, enforced by express-openapi-validator on every request and response.
 *
 * One validator per operation, built on first use from that operation's small document: with one document of all paths
 * the validator scans all routes and compiles their patterns on every call. Its handlers are run on small stand-ins for
 * request and response, so that no second pass through Express is paid; what is changed inside it stands in `validator-patches.ts`.
 */
export interface Validator {
  readonly document: ContractDocument;
  /** The input has maps or bytes: the validator checks neither keys nor base64. */
  readonly hasMoreRules: boolean;
  /** Whether the input is as the contract says. */
  accepts(input: unknown): Promise<boolean>;
  /** What is wrong with an answer of this status; empty when nothing is. `body` undefined: no content. */
  problems(status: number, body: object | undefined): Promise<readonly string[]>;
}

const MEDIA_TYPE = "application/json";

/**
 * Loads the validator ahead of the first request, and compiles the contract that takes longest, which is also the one that
 * most clients need first. What fails here fails again, and is answered, at the first request.
 */
export async function preload(validatorOf: (operation: string) => Validator): Promise<void> {
  const largest = validatorOf("CreateUserPool");
  await Promise.all([largest.accepts({}), largest.problems(200, {})]).catch(() => undefined);
}

/** Contracts by operation name, read from a folder and compiled on first use. */
export function createValidators(folder = packageFile("generated/contract"), load = loadValidator): (operation: string) => Validator {
  const validators = new Map<string, Validator>();
  return (operation) => {
    const known = validators.get(operation);
    if (known) return known;
    const validator = compile(operation, readContractDocument(operation, folder), load);
    validators.set(operation, validator);
    return validator;
  };
}

const pass = (handler: Handler, request: object, response: object): Promise<unknown> =>
  new Promise((resolve) => void handler(request, response, resolve));

/** What the validator reads of an Express request. */
const requestStandIn = (route: string, body: unknown, openapi?: object) => ({
  method: "POST",
  url: route,
  path: route,
  originalUrl: route,
  baseUrl: "",
  headers: { "content-type": MEDIA_TYPE },
  query: {},
  params: {},
  body,
  openapi,
  app: { enabled: () => false },
});

function compile(operation: string, document: ContractDocument, load: typeof loadValidator): Validator {
  const route = `/${operation}`;
  const statuses = Object.keys(Object.values(document.paths)[0]?.post.responses ?? {});
  const ready = prepare(route, document, load);
  return {
    document,
    hasMoreRules: Object.values(document.components?.schemas ?? {}).some(
      (schema) => schema["x-key"] !== undefined || schema.format === "byte",
    ),
    accepts: async (input) => {
      const { checkRequest, openapi } = await ready;
      const error = await pass(checkRequest, requestStandIn(route, input, openapi), {});
      if (error && (error as { status?: number }).status !== 400) throw error;
      return !error;
    },
    problems: async (status, body) => {
      if (!statuses.includes(String(status))) return [`the contract has no answer ${status}`];
      let problem: unknown;
      const response = { statusCode: status, headersSent: false, json: () => response, getHeaders: () => ({ "content-type": MEDIA_TYPE }) };
      const check: { json(body: unknown): unknown } = response;
      const { hookResponse, openapi } = await ready;
      await new Promise<void>((resolve) => {
        // Called once when the hook is in place, and once more where the answer breaks the contract.
        void hookResponse(requestStandIn(route, {}, openapi), response, (error) => {
          problem = error;
          resolve();
        });
      });
      check.json(body);
      return problem ? describe(problem) : [];
    },
  };
}

interface Prepared {
  readonly checkRequest: Handler;
  readonly hookResponse: Handler;
  /** What the validator's route lookup found, the same for every call of one operation. */
  readonly openapi: object | undefined;
}

async function prepare(route: string, document: ContractDocument, load: typeof loadValidator): Promise<Prepared> {
  const { middleware } = await load();
  const handlers = middleware({
    apiSpec: slim(document) as unknown as Exclude<OpenApiValidatorOpts["apiSpec"], string>,
    validateRequests: { coerceTypes: false, allowUnknownQueryParameters: true },
    validateResponses: true,
    validateSecurity: false,
    validateApiSpec: false,
    validateFormats: false,
    fileUploader: false,
    useRequestUrl: true,
  });
  const [checkRequest, hookResponse] = handlers.slice(-2) as [Handler, Handler];
  const request = requestStandIn(route, {});
  const error = await pass(handlers[1]!, request, {});
  if (error) throw error;
  return { checkRequest, hookResponse, openapi: request.openapi };
}

/**
 * The document with one media type and no references: the validator compiles a schema once for every reference
 * to it that it follows, and all that it compiles for nothing would be most of an operation's first call.
 */
function slim({ paths, ...rest }: ContractDocument): object {
  const inline = inliner(rest.components?.schemas ?? {});
  const oneType = ({ content, ...others }: ContractContent): ContractContent =>
    content?.[MEDIA_TYPE] ? { ...others, content: { [MEDIA_TYPE]: { schema: inline(content[MEDIA_TYPE].schema) } } } : others;
  const operation = ({ requestBody, responses = {} }: ContractOperation) => ({
    requestBody: requestBody && oneType(requestBody),
    responses: Object.fromEntries(Object.entries(responses).map(([status, response]) => [status, oneType(response)])),
  });
  const slimPaths = Object.fromEntries(Object.entries(paths).map(([path, { post }]) => [path, { post: operation(post) }]));
  return { ...rest, components: undefined, paths: slimPaths };
}

/** Puts schemas in the places of references to them, and leaves out what only people and codegen read. */
function inliner(schemas: Readonly<Record<string, ContractSchema>>): (schema: ContractSchema) => ContractSchema {
  const inlined = new Map<string, ContractSchema>();
  const named = (name: string): ContractSchema => {
    const known = inlined.get(name) ?? (inline(schemas[name]) as ContractSchema);
    inlined.set(name, known);
    return known;
  };
  const inline = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(inline);
    if (typeof part !== "object" || part === null) return part;
    if ("$ref" in part && typeof part.$ref === "string") return named(part.$ref.slice(part.$ref.lastIndexOf("/") + 1));
    return Object.fromEntries(Object.entries(part).flatMap(([key, value]) => (key.startsWith("x-") ? [] : [[key, inline(value)]])));
  };
  return inline as (schema: ContractSchema) => ContractSchema;
}

function describe(problem: unknown): readonly string[] {
  const { errors, message } = problem as { errors?: readonly { path: string; message: string }[]; message: string };
  return errors?.map((error) => `${error.path}: ${error.message}`) ?? [message];
}
