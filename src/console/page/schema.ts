import { Refusal, reach } from "./api.ts";

/** A schema of the API's document, as far as a form needs it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: "object" | "array" | "string" | "integer" | "number" | "boolean";
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly enum?: readonly string[];
  readonly maxLength?: number;
  readonly description?: string;
}

/** What an operation takes, and the schemas that it refers to. */
export interface Form {
  readonly schema: Schema;
  readonly resolve: (schema: Schema) => Schema;
}

const forms = new Map<string, Promise<Form>>();

/** The form of an operation, made from the contract document that the server checks calls with. */
export function formOf(operation: string): Promise<Form> {
  const form = forms.get(operation) ?? loadForm(operation);
  forms.set(operation, form);
  form.catch(() => forms.delete(operation));
  return form;
}

async function loadForm(operation: string): Promise<Form> {
  const response = await reach(`/_rockpool/console/contract/${operation}.json`, {});
  if (!response.ok) throw new Refusal(String(response.status), `There is no form for ${operation}.`);
  const { components } = (await response.json()) as { components: { schemas: Record<string, Schema> } };
  const resolve = (schema: Schema): Schema => {
    const name = schema.$ref?.split("/").at(-1);
    return name === undefined ? schema : resolve(components.schemas[name] ?? {});
  };
  return { schema: components.schemas[`${operation}Request`] ?? { type: "object" }, resolve };
}

/** A value as the schema has it: members that it does not know are left out. */
export function fitting(value: unknown, schema: Schema, resolve: Form["resolve"]): unknown {
  const { properties, items, type } = resolve(schema);
  if (type === "array" && items && Array.isArray(value)) return value.map((item) => fitting(item, items, resolve));
  if (!properties || typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([name]) => properties[name] !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, fitting(member, properties[name]!, resolve)]));
}

/**
 * Which fields an error of the API is about: its messages name members as `at 'policies.passwordPolicy.minimumLength'
 * failed`, or by their names in the sentence. Paths are those of the form: `Policies.PasswordPolicy.MinimumLength`.
 */
export function faultsAtFields(message: string, form: Form): Map<string, string> {
  const faults = new Map<string, string>();
  for (const [whole, path = ""] of message.matchAll(/Value[^;]*? at '([^']+)' failed to satisfy constraint: [^;]*/g))
    faults.set(formPath(path), whole.replace(/^Value (?:'[\s\S]*?' )?at '[^']+' failed to satisfy constraint: /, ""));
  if (faults.size > 0) return faults;
  const named = Object.keys(form.schema.properties ?? {}).filter((name) => new RegExp(`\\b${name}\\b`, "i").test(message));
  for (const name of named) faults.set(name, message);
  return faults;
}

/** `schema.1.member.name` -> `Schema.0.Name`. */
const formPath = (path: string): string =>
  path
    .split(".")
    .filter((part) => part !== "member")
    .map((part) => (/^\d+$/.test(part) ? String(Number(part) - 1) : part.charAt(0).toUpperCase() + part.slice(1)))
    .join(".");
