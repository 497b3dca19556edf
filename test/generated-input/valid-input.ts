import fc, { type Arbitrary } from "fast-check";
import type { ContractSchema } from "#src/runtime/contract-document.ts";
import { type InputSchemas, isMap, matches } from "./contract-schemas.ts";

/** Values by the name of a member (`UserPoolId`) that make sense on the server, so that requests get beyond the look-up. */
export type KnownValues = Readonly<Record<string, readonly unknown[]>>;

/** How much longer than necessary texts, lists and maps get; the limits themselves are tried by the broken ones. */
const EXTRA_LENGTH = 12;
const EXTRA_ITEMS = 2;

/** Inputs that are valid by an operation's request schema; some of them from `recipes`, whole inputs that ought to succeed. */
export function validInput({ input, resolve }: InputSchemas, known: KnownValues, recipes: readonly unknown[] = []): Arbitrary<unknown> {
  const generated = valueOf(input, "");
  return recipes.length > 0
    ? fc.oneof({ weight: 1, arbitrary: fc.constantFrom(...recipes) }, { weight: 3, arbitrary: generated })
    : generated;

  function valueOf(given: ContractSchema, name: string): Arbitrary<unknown> {
    const schema = resolve(given);
    const fitting = (known[name] ?? []).filter((value) => fits(schema, value));
    const made = generatedOf(schema, name);
    return fitting.length > 0 ? fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...fitting) }, { weight: 1, arbitrary: made }) : made;
  }

  function generatedOf(schema: ContractSchema, name: string): Arbitrary<unknown> {
    if (schema.enum) return fc.constantFrom(...schema.enum);
    if (schema.type === "array") return listOf(schema, name);
    if (schema.type === "object") return isMap(schema) ? mapOf(schema, name) : structureOf(schema);
    return scalarOf(schema);
  }

  function structureOf(schema: ContractSchema): Arbitrary<unknown> {
    const members = Object.entries(schema.properties ?? {}).map(
      ([name, member]) => [name, valueOf(member, name), schema.required?.includes(name) === true] as const,
    );
    const sometimes = (value: Arbitrary<unknown>, there: number) =>
      fc.oneof({ weight: 4 - there, arbitrary: fc.constant(undefined) }, { weight: there, arbitrary: value });
    const withOptional = (there: number) =>
      fc.record(Object.fromEntries(members.map(([name, value, required]) => [name, required ? value : sometimes(value, there)])));
    const bare = fc.record(Object.fromEntries(members.filter(([, , required]) => required).map(([name, value]) => [name, value])));
    return fc.oneof(bare, withOptional(1), withOptional(2));
  }

  function listOf(schema: ContractSchema, name: string): Arbitrary<unknown> {
    const minLength = schema.minItems ?? 0;
    return fc.array(valueOf(schema.items ?? {}, name), {
      minLength,
      maxLength: Math.min(schema.maxItems ?? Infinity, minLength + EXTRA_ITEMS),
    });
  }

  function mapOf(schema: ContractSchema, name: string): Arbitrary<unknown> {
    const minKeys = schema.minProperties ?? 0;
    const key = schema["x-key"]
      ? (valueOf(schema["x-key"], `${name} key`) as Arbitrary<string>)
      : fc.string({ minLength: 1, maxLength: EXTRA_LENGTH });
    return fc.dictionary(key, valueOf(schema.additionalProperties as ContractSchema, `${name} value`), {
      minKeys,
      maxKeys: Math.min(schema.maxProperties ?? Infinity, minKeys + EXTRA_ITEMS),
    });
  }
}

const fits = (schema: ContractSchema, value: unknown): boolean =>
  typeof value === schema.type &&
  (typeof value !== "string" || (matches(schema, value) && lengthFits(schema, value) && schema.enum?.includes(value) !== false));

function scalarOf(schema: ContractSchema): Arbitrary<unknown> {
  const { minimum, maximum } = schema;
  if (schema.type === "boolean") return fc.boolean();
  if (schema.type === "integer") return fc.integer({ min: minimum ?? -(2 ** 31), max: maximum ?? 2 ** 31 - 1 });
  if (schema.type === "number") return fc.double({ min: minimum ?? 0, max: maximum ?? 2e9, noNaN: true });
  return textOf(schema);
}

function textOf(schema: ContractSchema): Arbitrary<string> {
  const minLength = schema.minLength ?? 0;
  const maxLength = Math.min(schema.maxLength ?? Infinity, minLength + EXTRA_LENGTH);
  if (schema.format === "byte") return fc.base64String({ minLength, maxLength });
  if (schema.pattern === undefined) return fc.string({ unit: "grapheme", minLength, maxLength }).filter((text) => lengthFits(schema, text));
  // `minLength` of `[class]+` goes into the expression: few texts of the expression alone would be long enough.
  const wanted = [minLength || 1, maxLength];
  const sized = schema.pattern.replace(
    /^(\^\(\?:\^?\[(?:[^\]\\]|\\.)+\])[+*](\$?\)\$)$/,
    (_, before: string, after: string) => `${before}{${wanted.join(",")}}${after}`,
  );
  return fc.stringMatching(new RegExp(withoutClasses(sized))).filter((text) => lengthFits(schema, text) && matches(schema, text));
}

const lengthFits = ({ minLength = 0, maxLength = Infinity }: ContractSchema, text: string) =>
  [...text].length >= minLength && [...text].length <= maxLength;

/** A few characters of each Unicode class stand for it: fast-check makes texts of expressions without such classes only. */
const CLASSES: Readonly<Record<string, string>> = {
  L: "a-zA-Zßñ漢ש",
  M: "\u0301",
  S: "+=$<€",
  N: "0-9٣",
  P: "!#%&()*,./:;?@_",
  Z: "\\u0020\\u00a0",
};

/** Nor of those with edges of words; whether these are where they should be is asked of the text. */
const withoutClasses = (pattern: string): string =>
  pattern
    .replaceAll("\\b", "")
    .replace(/\\p\{(\w)\}/g, (_, name: string) => CLASSES[name]!)
    .replaceAll("[^]*", "[a-z {}#]*");
