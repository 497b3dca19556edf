import type { ContractSchema } from "#src/runtime/contract-document.ts";
import { type InputSchemas, isMap, matches } from "./contract-schemas.ts";

/** A place of an input, what it becomes there, and how the server has to refuse it. */
export interface Fault {
  readonly path: readonly (string | number)[];
  readonly kind: string;
  /** Undefined: the member is left out. */
  readonly value: unknown;
  readonly refusal: "InvalidParameterException" | "SerializationException";
}

interface Place {
  readonly path: readonly (string | number)[];
  readonly required: boolean;
}

/** Texts longer than this would need requests larger than the server takes. */
const LONGEST = 200_000;

/** Everything that can be broken in one place of a valid input. */
export function faultsOf({ input, resolve }: InputSchemas, valid: unknown): readonly Fault[] {
  const faults: Fault[] = [];
  visit(input, valid, { path: [], required: false });
  return faults;

  function visit(given: ContractSchema, value: unknown, place: Place): void {
    const schema = resolve(given);
    const add = (kind: string, broken: unknown) =>
      faults.push({ path: place.path, kind, value: broken, refusal: "InvalidParameterException" });
    if (place.required) ["left out", "null"].forEach((kind) => add(kind, kind === "null" ? null : undefined));
    if (value === undefined) return;
    for (const wrong of wrongTypes(schema))
      faults.push({ path: place.path, kind: "wrong type", value: wrong, refusal: "SerializationException" });
    if (typeof value === "string") brokenTexts(schema, value).forEach(([kind, text]) => add(kind, text));
    if (typeof value === "number") brokenNumbers(schema).forEach(([kind, number]) => add(kind, number));
    if (Array.isArray(value)) brokenLists(schema, value).forEach(([kind, list]) => add(kind, list));
    visitInner(schema, value, place);
    if (isMap(schema)) brokenMaps(schema, value as object, resolve).forEach(([kind, map]) => add(kind, map));
  }

  function visitInner(schema: ContractSchema, value: unknown, { path }: Place): void {
    if (Array.isArray(value))
      return value.forEach((item, index) => visit(schema.items ?? {}, item, { path: [...path, index], required: false }));
    if (typeof value !== "object" || value === null) return;
    const members = value as Readonly<Record<string, unknown>>;
    const schemas = isMap(schema)
      ? Object.keys(members).map((name) => [name, schema.additionalProperties] as const)
      : Object.entries(schema.properties ?? {});
    for (const [name, member] of schemas)
      visit(member as ContractSchema, members[name], { path: [...path, name], required: schema.required?.includes(name) === true });
  }
}

/** The input with that one fault. */
export function withFault(input: unknown, { path, value }: Pick<Fault, "path" | "value">): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  const inner = withFault((input as Record<string | number, unknown>)[first], { path: rest, value });
  if (Array.isArray(input)) return input.map((item: unknown, index) => (index === first ? inner : item));
  return { ...(input as object), [first]: inner };
}

const WRONG: Readonly<Record<string, readonly unknown[]>> = {
  object: ["text", 7, true, []],
  array: ["text", 7, false, {}],
  string: [7, true, {}, []],
  integer: ["text", true, {}, [], 1.5],
  number: ["text", false, {}, []],
  boolean: ["text", 1, {}, []],
};

const wrongTypes = (schema: ContractSchema): readonly unknown[] => [
  ...(WRONG[schema.type ?? ""] ?? []),
  ...(schema.format === "byte" ? ["no base64"] : []),
];

type Broken = readonly [kind: string, value: unknown][];

/** Tried one after the other for a text that the pattern does not take. */
const STRANGE = ["", " ", "\n", "\u0000", "\u2028", "_", "!", '"', "é", "\ud83d\udca5", "\u200b"];

function brokenTexts(schema: ContractSchema, text: string): Broken {
  const { minLength = 0, maxLength = Infinity } = schema;
  const strange = STRANGE.flatMap((piece) => [text + piece, piece + text, piece]).filter((candidate) => !matches(schema, candidate));
  return [
    ...(minLength > 0 ? ([["too short", [...text].slice(0, minLength - 1).join("")]] as const) : []),
    ...(maxLength < LONGEST ? ([["too long", tooLong(schema, text)]] as const) : []),
    ...strange.map((candidate) => ["pattern", candidate] as const),
    ...(schema.enum
      ? ([
          ["enum", `${text}_OTHER`],
          ["enum", text.toLowerCase() === text ? text.toUpperCase() : text.toLowerCase()],
        ] as const)
      : []),
  ].map(([kind, value]) => [kind, value]);
}

/** Base64 comes in groups of four, and its padding is at the end. */
function tooLong({ maxLength = 0, format }: ContractSchema, text: string): string {
  const missing = maxLength - [...text].length;
  return format === "byte" ? "a".repeat(missing + 4) + text : text + "a".repeat(missing + 1);
}

const brokenNumbers = ({ minimum, maximum }: ContractSchema): Broken => [
  ...(minimum === undefined ? [] : [["too small", minimum - 1] as [string, number]]),
  ...(maximum === undefined ? [] : [["too large", maximum + 1] as [string, number]]),
];

function brokenLists({ minItems = 0, maxItems = Infinity }: ContractSchema, list: readonly unknown[]): Broken {
  const tooLong =
    list.length > 0 && maxItems < 1000 ? Array.from({ length: maxItems + 1 }, (_, index) => list[index % list.length]) : undefined;
  const broken: [string, unknown][] = [["null item", [...list, null]]];
  if (minItems > 0) broken.push(["too few", list.slice(0, minItems - 1)]);
  if (tooLong) broken.push(["too many", tooLong]);
  return broken;
}

function brokenMaps(schema: ContractSchema, map: object, resolve: InputSchemas["resolve"]): Broken {
  const [entry] = Object.entries(map);
  const key = schema["x-key"] && resolve(schema["x-key"]);
  if (!entry || !key || (key.maxLength ?? Infinity) > LONGEST) return [];
  return [["key too long", { ...map, ["k".repeat(key.maxLength! + 1)]: entry[1] as unknown }]];
}
