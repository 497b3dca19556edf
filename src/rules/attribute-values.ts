import type { SchemaAttribute } from "../records/pools.ts";

/** What is wrong with a value by its attribute's type and bounds; undefined where nothing is. The caller names the attribute. */
export function attributeProblem(attribute: SchemaAttribute, value: string): string | undefined {
  switch (attribute.type) {
    case "String":
      return lengthProblem(attribute, [...value].length);
    case "Number":
      return numberProblem(attribute, value);
    case "Boolean":
      // Assumption: the wording for values of the wrong type is not known; it follows that of the bounds.
      return /^(true|false)$/i.test(value) ? undefined : "Boolean must be true or false";
    case "DateTime":
      return isDate(value) ? undefined : "DateTime must be a date";
  }
}

/** Bounds are decimal texts in the schema. */
function lengthProblem({ min, max }: SchemaAttribute, length: number): string | undefined {
  if (min !== undefined && length < Number(min)) return `String must be no shorter than ${min} characters`;
  if (max !== undefined && length > Number(max)) return `String must be no longer than ${max} characters`;
  return undefined;
}

/** Assumption: worded after the bounds of strings. */
function numberProblem({ min, max }: SchemaAttribute, value: string): string | undefined {
  if (!/^[+-]?\d+(\.\d+)?$/.test(value)) return "Number must be a number";
  if (min !== undefined && Number(value) < Number(min)) return `Number must be no less than ${min}`;
  if (max !== undefined && Number(value) > Number(max)) return `Number must be no greater than ${max}`;
  return undefined;
}

const isDate = (value: string): boolean => /^\d+$/.test(value) || !Number.isNaN(Date.parse(value));
