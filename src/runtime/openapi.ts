import { readFile } from "node:fs/promises";
import type { Check, Mistake } from "../lib/schema-check.ts";
import { packageFile } from "./package-file.ts";

interface ParameterObject {
  readonly $ref?: string;
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly allowEmptyValue?: boolean;
  readonly schema: { readonly type?: string };
}

type ContentObject = Readonly<Record<string, { readonly schema: object }>>;

interface ResponseObject {
  readonly $ref?: string;
  readonly headers?: Readonly<Record<string, { readonly required?: boolean }>>;
  readonly content?: ContentObject;
}

interface OperationObject {
  readonly operationId: string;
  readonly parameters?: readonly ParameterObject[];
  readonly requestBody?: { readonly content: ContentObject };
  readonly responses: Readonly<Record<string, ResponseObject>>;
}

interface SpecDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: {
    readonly parameters?: Readonly<Record<string, ParameterObject>>;
    readonly responses?: Readonly<Record<string, ResponseObject>>;
  };
}

/** A parameter of the query. */
export interface QueryParameter {
  readonly name: string;
  readonly required: boolean;
  readonly allowEmptyValue: boolean;
  /** The text as the parameter's type, and what is wrong with it. */
  read(text: unknown): { readonly value: string | number; readonly mistakes: readonly Mistake[] };
}

/** What a status is answered with. */
export interface DocumentedAnswer {
  /** Names in small letters. */
  readonly requiredHeaders: readonly string[];
  /** By media type; empty where there is no body. */
  readonly content: ReadonlyMap<string, Check>;
}

/** One operation of an OpenAPI document, ready to check requests and answers with. */
export interface DocumentedOperation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly query: readonly QueryParameter[];
  /** By media type. */
  readonly body: ReadonlyMap<string, Check>;
  /** By status, or `default`. */
  readonly answers: ReadonlyMap<string, DocumentedAnswer>;
}

/** The operations of one of our own documents in spec/, by operationId. */
export async function readOperations(name: string): Promise<ReadonlyMap<string, DocumentedOperation>> {
  const file = packageFile(name);
  // Loaded on demand: a start need not wait for parsers.
  const [{ parseStructured }, { createChecks }] = await Promise.all([
    import("../lib/structured-text.ts"),
    import("../lib/schema-check.ts"),
  ]);
  const spec = parseStructured(await readFile(file, "utf8"), file) as SpecDocument;
  const compile = createChecks({ components: spec.components });
  const operations = Object.entries(spec.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => documented(operation, { spec, compile, method, path })),
  );
  return new Map(operations.map((operation) => [operation.operationId, operation]));
}

interface Place {
  readonly spec: SpecDocument;
  readonly compile: (schema: object) => Check;
  readonly method: string;
  readonly path: string;
}

function documented(
  { operationId, parameters = [], requestBody, responses }: OperationObject,
  { spec, compile, method, path }: Place,
): DocumentedOperation {
  const { components } = spec;
  const checksOf = (content: ContentObject = {}) =>
    new Map(Object.entries(content).map(([type, { schema }]) => [type, compile(schema)] as const));
  const query = parameters
    .map((each) => (each.$ref ? components.parameters![nameOf(each.$ref)]! : each))
    .filter((parameter) => parameter.in === "query")
    .map((parameter) => parameterOf(parameter, compile));
  const answers = Object.entries(responses).map(([status, each]) => {
    const { headers = {}, content } = each.$ref ? components.responses![nameOf(each.$ref)]! : each;
    const requiredHeaders = Object.keys(headers).filter((name) => headers[name]!.required);
    return [status, { requiredHeaders: requiredHeaders.map((name) => name.toLowerCase()), content: checksOf(content) }] as const;
  });
  return { operationId, method, path, query, body: checksOf(requestBody?.content), answers: new Map(answers) };
}

const nameOf = (reference: string): string => reference.split("/").at(-1)!;

function parameterOf(
  { name, required = false, allowEmptyValue = false, schema }: ParameterObject,
  compile: (schema: object) => Check,
): QueryParameter {
  const check = compile(schema);
  return {
    name,
    required,
    allowEmptyValue,
    read: (text) => {
      const value = schema.type === "integer" && /^\d+$/.test(String(text)) ? Number(text) : text;
      return { value: value as string | number, mistakes: check(value) };
    },
  };
}
