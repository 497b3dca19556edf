import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";

/** A mistake in a document: where, such as `Pools[0].Users[2].Username`, and what. `place` is empty for the whole. */
export interface Mistake {
  readonly place: string;
  readonly what: string;
}

export type Check = (value: unknown) => readonly Mistake[];

/**
 * Checks values against JSON schemas, or those of an OpenAPI document. `definitions` are what `$ref`s beginning with
 * `#/components/` point into.
 */
export function createChecks(definitions: object = {}): (schema: object) => Check {
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  ajv.addFormat("date-time", (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) && !Number.isNaN(Date.parse(text)));
  // Formats of the API documents that say nothing JSON could break.
  for (const format of ["byte", "int32", "int64", "float", "double", "password"]) ajv.addFormat(format, true);
  return (schema) => {
    const validate = ajv.compile({ ...definitions, ...schema });
    return (value) => (validate(value) ? [] : mistakesOf(validate));
  };
}

const mistakesOf = ({ errors }: ValidateFunction): Mistake[] =>
  (errors ?? []).map((error) => ({ place: placeOf(error), what: wordsOf(error) }));

/** `/Pools/0/Users` -> `Pools[0].Users`. */
function placeOf({ instancePath, keyword, params }: ErrorObject): string {
  const steps = instancePath
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  if (keyword === "additionalProperties") steps.push(String(params.additionalProperty));
  if (keyword === "required") steps.push(String(params.missingProperty));
  return steps.map((step, position) => (/^\d+$/.test(step) ? `[${step}]` : position === 0 ? step : `.${step}`)).join("");
}

function wordsOf({ keyword, params, message }: ErrorObject): string {
  switch (keyword) {
    case "additionalProperties":
      return "is not known here";
    case "required":
      return "is missing";
    case "enum":
      return `has to be ${(params.allowedValues as unknown[]).join(" or ")}`;
    case "format":
      return `is no ${String(params.format)}`;
    default:
      return message?.replace(/^must/, "has to") ?? "is not valid";
  }
}
