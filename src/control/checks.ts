import type { Mistake } from "../lib/schema-check.ts";
import { type DocumentedOperation, readOperations } from "../runtime/openapi.ts";
import { badRequest } from "./problem.ts";

/** One operation of spec/control.openapi.yaml, enforced. */
export interface ControlChecks {
  /** The query as its parameters' types. @throws Problem 400, also for a parameter that there is not */
  query(raw: Readonly<Record<string, unknown>>): Record<string, string | number>;
  /** @throws Problem 400 */
  checkBody(body: unknown): void;
  /** What is wrong with the body of a 200. */
  problems(body: unknown): readonly Mistake[];
}

let checks: Promise<ReadonlyMap<string, ControlChecks>> | undefined;

/** By operationId, read on first use. */
export const controlChecks = (): Promise<ReadonlyMap<string, ControlChecks>> => (checks ??= readChecks());

async function readChecks(): Promise<ReadonlyMap<string, ControlChecks>> {
  const operations = await readOperations("spec/control.openapi.yaml");
  return new Map([...operations].map(([operationId, operation]) => [operationId, checksOf(operation)]));
}

const JSON_TYPE = "application/json";

function checksOf({ query: parameters, body, answers }: DocumentedOperation): ControlChecks {
  const known = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  return {
    query: (raw) => {
      const query: Record<string, string | number> = {};
      for (const [name, text] of Object.entries(raw)) {
        const parameter = known.get(name);
        if (!parameter) throw badRequest(`There is no query parameter ${name} here.`);
        if (text === "" && parameter.allowEmptyValue) continue;
        const { value, mistakes } = parameter.read(text);
        refuse(mistakes, `The query parameter ${name}`);
        query[name] = value;
      }
      const missing = parameters.find(({ name, required }) => required && query[name] === undefined);
      if (missing) throw badRequest(`The query parameter ${missing.name} is missing.`);
      return query;
    },
    checkBody: (value) => refuse(body.get(JSON_TYPE)?.(value) ?? [], "The body"),
    problems: (value) => answers.get("200")?.content.get(JSON_TYPE)?.(value) ?? [],
  };
}

function refuse([mistake]: readonly Mistake[], subject: string): void {
  if (mistake) throw badRequest(mistake.place ? `${mistake.place} ${mistake.what}.` : `${subject} ${mistake.what}.`);
}
