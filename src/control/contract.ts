import { readFile } from "node:fs/promises";
import { packageFile } from "../lib/package-file.ts";
import type { Check, Mistake } from "../lib/schema-check.ts";
import { badRequest } from "./problem.ts";

interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly required?: boolean;
  readonly allowEmptyValue?: boolean;
  readonly schema: { readonly type: string };
}

type Content = Readonly<Record<string, { readonly schema: object }>>;

interface SpecOperation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

interface Spec {
  readonly paths: Readonly<Record<string, Readonly<Record<string, SpecOperation>>>>;
  readonly components: { readonly parameters: Readonly<Record<string, Parameter>> };
}

/** One operation of spec/control.openapi.yaml, enforced. */
export interface ControlContract {
  /** The query as its parameters' types. @throws Problem 400, also for a parameter that there is not */
  query(raw: Readonly<Record<string, unknown>>): Record<string, string | number>;
  /** @throws Problem 400 */
  checkBody(body: unknown): void;
  /** What is wrong with the body of a 200. */
  problems(body: unknown): readonly Mistake[];
}

let contracts: Promise<ReadonlyMap<string, ControlContract>> | undefined;

/** The contracts by operationId, read on first use. */
export const controlContracts = (): Promise<ReadonlyMap<string, ControlContract>> => (contracts ??= readContracts());

async function readContracts(): Promise<ReadonlyMap<string, ControlContract>> {
  const file = packageFile("spec/control.openapi.yaml");
  // Loaded on demand: a start need not wait for parsers.
  const [{ parseStructured }, { createChecks }] = await Promise.all([
    import("../lib/structured-text.ts"),
    import("../lib/schema-check.ts"),
  ]);
  const spec = parseStructured(await readFile(file, "utf8"), file) as Spec;
  const compile = createChecks({ components: spec.components });
  const operations = Object.values(spec.paths).flatMap((path) => Object.values(path));
  return new Map(operations.map((operation) => [operation.operationId, contractOf(operation, spec, compile)]));
}

function contractOf(
  { parameters = [], requestBody, responses }: SpecOperation,
  spec: Spec,
  compile: (schema: object) => Check,
): ControlContract {
  const checkOf = (content: Content | undefined): Check =>
    content?.["application/json"] ? compile(content["application/json"].schema) : () => [];
  const resolved = parameters.map((each) => (each.$ref ? spec.components.parameters[each.$ref.split("/").at(-1)!]! : each));
  const known = new Map(resolved.map((parameter) => [parameter.name, { ...parameter, check: compile(parameter.schema) }]));
  const checkRequest = checkOf(requestBody?.content);
  const checkAnswer = checkOf(responses["200"]?.content);
  return {
    query: (raw) => {
      const query: Record<string, string | number> = {};
      for (const [name, text] of Object.entries(raw)) {
        const parameter = known.get(name);
        if (!parameter) throw badRequest(`There is no query parameter ${name} here.`);
        if (text === "" && parameter.allowEmptyValue) continue;
        const value = parameter.schema.type === "integer" && /^\d+$/.test(String(text)) ? Number(text) : text;
        refuse(parameter.check(value), `The query parameter ${name}`);
        query[name] = value as string | number;
      }
      const missing = resolved.find(({ name, required }) => required && query[name] === undefined);
      if (missing) throw badRequest(`The query parameter ${missing.name} is missing.`);
      return query;
    },
    checkBody: (body) => refuse(checkRequest(body), "The body"),
    problems: checkAnswer,
  };
}

function refuse([mistake]: readonly Mistake[], subject: string): void {
  if (mistake) throw badRequest(mistake.place ? `${mistake.place} ${mistake.what}.` : `${subject} ${mistake.what}.`);
}
