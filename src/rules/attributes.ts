import { InvalidParameterException, NotAuthorizedException } from "#generated/errors.ts";
import type { Client } from "../records/clients.ts";
import type { Pool, SchemaAttribute } from "../records/pools.ts";
import { attributeProblem } from "./attribute-values.ts";
import { CONTACTS, checkContactShape, isContact } from "./contacts.ts";

/** Attribute values by name. In what a request gives, an empty value asks for the attribute's removal. */
export type Attributes = Readonly<Record<string, string>>;

/** An attribute as a request gives it. */
export interface GivenAttribute {
  readonly Name: string;
  readonly Value?: string;
}

const VERIFIED_FLAGS: readonly string[] = CONTACTS.map((name) => `${name}_verified`);

const schemaOf = (pool: Pool, name: string): SchemaAttribute | undefined => pool.schema.find((attribute) => attribute.name === name);

/**
 * What a request gives, by name. Looks at the values alone: they are judged before permissions and the schema (measured on AWS).
 * @throws InvalidParameterException
 */
export function readAttributes(given: readonly GivenAttribute[] = []): Attributes {
  return Object.fromEntries(given.map((attribute) => [attribute.Name, readValue(attribute)]));
}

function readValue({ Name, Value }: GivenAttribute): string {
  if (Value === undefined) throw new InvalidParameterException(`Attribute value for ${Name} must not be null`);
  if (isContact(Name) && Value !== "") checkContactShape({ attribute: Name, value: Value });
  if (VERIFIED_FLAGS.includes(Name) && /^(true|false)$/i.test(Value)) return Value.toLowerCase();
  return Value;
}

/** Developer-only attributes are for administrators; without a list a client reads all others (AWS, "Working with user attributes"). */
export const mayRead = (client: Client | undefined, name: string): boolean =>
  name === "sub" || (!name.startsWith("dev:") && (client?.readAttributes?.includes(name) ?? true));

const mayWrite = (client: Client | undefined, name: string): boolean =>
  !name.startsWith("dev:") && (client?.writeAttributes?.includes(name) ?? !VERIFIED_FLAGS.includes(name));

/** @throws NotAuthorizedException */
export function checkWritable(client: Client | undefined, names: readonly string[]): void {
  if (!names.every((name) => mayWrite(client, name)))
    throw new NotAuthorizedException("A client attempted to write unauthorized attribute");
}

/** Nobody can be found by a preferred user name before they are confirmed (amplify-js#1669, #13724). @throws InvalidParameterException */
export function checkBeforeConfirmation({ aliasAttributes }: Pool, attributes: Attributes): void {
  if (aliasAttributes.includes("preferred_username") && attributes["preferred_username"])
    throw new InvalidParameterException(
      "Preferred username cannot be provided for unconfirmed account, since user pool is configured for preferred username alias.",
    );
}

/** @throws InvalidParameterException */
export function checkNoSub(names: readonly string[]): void {
  if (names.includes("sub")) throw new InvalidParameterException("Cannot modify the non-mutable attribute sub");
}

/** `required`: attributes that the pool requires have to be there. @throws InvalidParameterException */
export function checkNewAttributes(pool: Pool, attributes: Attributes, { required }: { required: boolean }): void {
  const missing = required ? pool.schema.filter(({ name, required: needed }) => needed && name !== "sub" && !attributes[name]) : [];
  const problems = [
    ...Object.entries(attributes).map(([name, value]) => [name, problemOf(pool, name, value)] as const),
    ...missing.map(({ name }) => [name, "The attribute is required"] as const),
  ];
  refuse("Attributes did not conform to the schema: ", problems);
}

/** @throws InvalidParameterException */
export function checkAttributeChanges(pool: Pool, changes: Attributes): void {
  refuse(
    "",
    Object.entries(changes).map(([name, value]) => [`user.${name}`, unchangeable(pool, name) ?? problemOf(pool, name, value)]),
  );
  const emptied = Object.keys(changes).filter((name) => changes[name] === "" && schemaOf(pool, name)?.required);
  refuse(
    "Attributes did not conform to the schema: ",
    emptied.map((name) => [name, "The attribute is required"]),
  );
}

/** @throws InvalidParameterException */
export function checkAttributeRemovals(pool: Pool, names: readonly string[]): void {
  refuse(
    "Invalid user attributes: ",
    names.map((name) => [`user.${name}`, unchangeable(pool, name)]),
  );
  const required = names.find((name) => schemaOf(pool, name)?.required);
  if (required) throw new InvalidParameterException(`Invalid user attributes: ${required}: Required attribute cannot be deleted.`);
}

/** ListUsers can be asked for attributes of the schema only. @throws InvalidParameterException */
export function checkAttributesExist(pool: Pool, names: readonly string[]): void {
  if (!names.every((name) => schemaOf(pool, name))) throw new InvalidParameterException("One or more requested attributes do not exist.");
}

function unchangeable(pool: Pool, name: string): string | undefined {
  const attribute = schemaOf(pool, name);
  if (!attribute || name === "identities") return "Attribute does not exist in the schema.";
  return attribute.mutable ? undefined : "Attribute cannot be updated.";
}

function problemOf(pool: Pool, name: string, value: string): string | undefined {
  const attribute = name === "identities" ? undefined : schemaOf(pool, name);
  if (!attribute) return "Attribute does not exist in the schema.";
  return value === "" ? undefined : attributeProblem(attribute, value);
}

/** Each problem ends with a line feed, and nothing stands between them (measured on AWS). */
function refuse(head: string, problems: readonly (readonly [name: string, problem: string | undefined])[]): void {
  const lines = problems.filter(([, problem]) => problem !== undefined).map(([name, problem]) => `${name}: ${problem}\n`);
  if (lines.length > 0) throw new InvalidParameterException(`${head}${lines.join("")}`);
}

/** The attributes after a change. A new address or number is unverified until somebody says otherwise; without one there is no flag. */
export function changeAttributes(old: Attributes, changes: Attributes): Attributes {
  const flags = CONTACTS.filter((name) => changes[name] !== undefined && changes[name] !== old[name]).map((name) => [
    `${name}_verified`,
    changes[name] === "" ? "" : (changes[`${name}_verified`] ?? "false"),
  ]);
  return withoutEmpty({ ...old, ...changes, ...Object.fromEntries(flags) });
}

/** An empty value means that there is none (measured on AWS). */
export const withoutEmpty = (attributes: Attributes): Attributes =>
  Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== ""));
