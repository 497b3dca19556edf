import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { OpenApiValidatorOpts } from "express-openapi-validator/dist/framework/types.js";
import { packageFile } from "../lib/package-file.ts";

/**
 * The contract of one operation, enforced by express-openapi-validator on every request and response.
 *
 * One validator per operation, built on first use from that operation's small document: with one document of all paths
 * the validator scans all routes and compiles their patterns on every call. Its handlers are run on small stand-ins for
 * request and response, so that no second pass through Express is paid; everything about it is in this file.
 */
export interface Contract {
  readonly document: ContractDocument;
  /** The input has maps or bytes: the validator checks neither keys nor base64. */
  readonly hasMoreRules: boolean;
  /** Whether the input is as the contract says. */
  accepts(input: unknown): Promise<boolean>;
  /** What is wrong with an answer of this status; empty when nothing is. `body` undefined: no content. */
  problems(status: number, body: object | undefined): Promise<readonly string[]>;
}

export interface ContractDocument {
  readonly paths: Readonly<Record<string, { readonly post: ContractOperation }>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, ContractSchema>> };
}

interface ContractOperation {
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: ContractSchema }>> };
  readonly "x-example"?: object;
}

export interface ContractSchema {
  readonly $ref?: string;
  readonly type?: "object" | "array" | "string" | "integer" | "number" | "boolean";
  readonly properties?: Readonly<Record<string, ContractSchema>>;
  readonly additionalProperties?: boolean | ContractSchema;
  readonly items?: ContractSchema;
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly format?: string;
  readonly "x-java-pattern"?: string;
  readonly "x-sensitive"?: boolean;
  readonly "x-key"?: ContractSchema;
  /** What refusals call members that they do not call by their own names. */
  readonly "x-member-paths"?: Readonly<Record<string, string>>;
}

const MEDIA_TYPE = "application/json";

interface ValidatorModule {
  middleware(options: OpenApiValidatorOpts): readonly Handler[];
}

let loading: Promise<ValidatorModule> | undefined;

/**
 * Loads the validator ahead of the first request, and compiles the contract that takes longest, which is also the one that
 * most clients need first. What fails here fails again, and is answered, at the first request.
 */
export async function preload(contractOf: (operation: string) => Contract): Promise<void> {
  const largest = contractOf("CreateUserPool");
  await Promise.all([largest.accepts({}), largest.problems(200, {})]).catch(() => undefined);
}

// It drags in a file uploader and a parser that listening need not wait for. An import keeps the module itself.
const loadValidator = (): Promise<ValidatorModule> => (loading ??= loadAndSpeedUp());

/** With three savings that it has no options for: without them an operation's first call takes two to four times as long. */
async function loadAndSpeedUp(): Promise<ValidatorModule> {
  const [validator, documentCheck, options, parameters] = await Promise.all([
    import("express-openapi-validator").then(own),
    import("express-openapi-validator/dist/framework/openapi.schema.validator.js").then(own),
    import("express-openapi-validator/dist/framework/ajv/options.js").then(own),
    import("express-openapi-validator/dist/middlewares/parsers/req.parameter.mutator.js").then(own),
  ]);
  // Told not to check documents, it still compiles the schema of all OpenAPI documents for each of them.
  if (isChangeable(documentCheck)) Object.assign(documentCheck, { OpenAPISchemaValidator: class {} });
  // Tidying the code that it makes of schemas takes longer than making it.
  const made = options.AjvOptions.prototype as unknown as { baseOptions(): object };
  const { baseOptions } = made;
  made.baseOptions = function () {
    return { ...baseOptions.call(this), code: { optimize: false } };
  };
  // No operation has parameters in its URL, and parsing it (with `url.parse`) makes Node 24 warn.
  parameters.RequestParameterMutator.prototype.modifyRequest = () => undefined;
  return validator as unknown as ValidatorModule;
}

/** A CommonJS package: loaders disagree on whether it is its own default export. */
const own = <T extends object>(loaded: T & { default?: T }): T => loaded.default ?? loaded;

/** Some loaders show a view of the module that cannot be changed: first calls stay slower there. */
const isChangeable = (module: object): boolean =>
  Object.getOwnPropertyDescriptor(module, "OpenAPISchemaValidator")?.writable === true && Object.isExtensible(module);

/** Contracts by operation name, read from a folder and compiled on first use. */
export function createContracts(folder = packageFile("generated/contract")): (operation: string) => Contract {
  const contracts = new Map<string, Contract>();
  return (operation) => {
    const known = contracts.get(operation);
    if (known) return known;
    const document = JSON.parse(readFileSync(join(folder, `${operation}.json`), "utf8")) as ContractDocument;
    const contract = compile(operation, document);
    contracts.set(operation, contract);
    return contract;
  };
}

type Next = (error?: unknown) => void;
type Handler = (request: object, response: object, next: Next) => unknown;

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

function compile(operation: string, document: ContractDocument): Contract {
  const route = `/${operation}`;
  const ready = prepare(route, document);
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
      // Answers of the framework in front of the service have no contract.
      if (status !== 200 && status !== 400) return [];
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

async function prepare(route: string, document: ContractDocument): Promise<Prepared> {
  const { middleware } = await loadValidator();
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

interface Content {
  content?: Readonly<Record<string, { readonly schema: ContractSchema }>>;
}

interface Bodies {
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

/**
 * The document with one media type, no fault and no references: the validator compiles a schema once for every reference
 * to it that it follows, and all that it compiles for nothing would be most of an operation's first call.
 */
function slim({ paths, ...rest }: ContractDocument): object {
  const inline = inliner(rest.components?.schemas ?? {});
  const oneType = ({ content, ...others }: Content): Content =>
    content?.[MEDIA_TYPE] ? { ...others, content: { [MEDIA_TYPE]: { schema: inline(content[MEDIA_TYPE].schema) } } } : others;
  const operation = ({ requestBody, responses }: Bodies) => ({
    requestBody: requestBody && oneType(requestBody),
    responses: Object.fromEntries(
      Object.entries(responses).flatMap(([status, response]) => (status === "500" ? [] : [[status, oneType(response)]])),
    ),
  });
  const slimPaths = Object.fromEntries(Object.entries(paths).map(([path, { post }]) => [path, { post: operation(post as Bodies) }]));
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
