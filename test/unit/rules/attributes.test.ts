import { expect, test } from "vitest";
import type { Client } from "#src/records/clients.ts";
import type { Pool, SchemaAttribute } from "#src/records/pools.ts";
import {
  changeAttributes,
  checkAttributeChanges,
  checkAttributeRemovals,
  checkNewAttributes,
  checkWritable,
  mayRead,
  readAttributes,
} from "#src/rules/attributes.ts";
import { STANDARD_ATTRIBUTES } from "#src/rules/pool-schema.ts";

const custom = (name: string, attribute: Partial<SchemaAttribute>): SchemaAttribute => ({
  name,
  type: "String",
  mutable: true,
  required: false,
  developerOnly: false,
  constrained: true,
  ...attribute,
});
const pool = {
  schema: [
    ...STANDARD_ATTRIBUTES.map((attribute) => (attribute.name === "email" ? { ...attribute, required: true } : attribute)),
    custom("custom:id", { min: "3", max: "5", mutable: false }),
    custom("custom:age", { type: "Number", min: "18", max: "99.5" }),
    custom("custom:on", { type: "Boolean" }),
    custom("custom:at", { type: "DateTime" }),
    custom("dev:custom:note", { developerOnly: true }),
  ],
} as unknown as Pool;
const client = (lists: Partial<Client>) => lists as Client;

test("readAttributes, of a flag, folds its case", () => {
  expect(readAttributes([{ Name: "email_verified", Value: "True" }])).toEqual({ email_verified: "true" });
});

test.each([
  [{ Name: "email", Value: "nonsense" }, "Invalid email address format."],
  [{ Name: "email", Value: "a b@c" }, "Invalid email address format."],
  [{ Name: "phone_number", Value: "+1 206" }, "Invalid phone number format."],
  [{ Name: "phone_number", Value: "1206" }, "Invalid phone number format."],
  [{ Name: "nickname" }, "Attribute value for nickname must not be null"],
])("readAttributes, of %o, is refused", (attribute, message) => {
  expect(() => readAttributes([attribute])).toThrow(message);
});

test.each([
  ["custom:age", "17"],
  ["custom:age", "100"],
  ["custom:age", "old"],
  ["custom:on", "maybe"],
  ["custom:at", "soon"],
  ["birthdate", "1815-12-1"],
  ["updated_at", "-1"],
])("checkAttributeChanges, of %s to %s, is refused by its schema", (name, value) => {
  expect(() => checkAttributeChanges(pool, { [name]: value })).toThrow(`user.${name}: `);
});

test.each([
  ["custom:age", "18.25"],
  ["custom:on", "TRUE"],
  ["custom:at", "2026-01-31T10:00:00Z"],
  ["birthdate", "1815-12-10"],
  ["nickname", "😀".repeat(2048)],
  ["dev:custom:note", ""],
])("checkAttributeChanges, of %s to a value in its bounds, is fine", (name, value) => {
  expect(() => checkAttributeChanges(pool, { [name]: value })).not.toThrow();
});

test("checkAttributeChanges, of several bad attributes, names each on a line of its own", () => {
  expect(() => checkAttributeChanges(pool, { "custom:id": "abc", "custom:no": "x", identities: "[]" })).toThrow(
    "user.custom:id: Attribute cannot be updated.\nuser.custom:no: Attribute does not exist in the schema.\nuser.identities: Attribute does not exist in the schema.\n",
  );
});

test("checkNewAttributes, without a required attribute, is refused only where that is asked for", () => {
  expect(() => checkNewAttributes(pool, {}, { required: true })).toThrow(
    "Attributes did not conform to the schema: email: The attribute is required\n",
  );
  expect(() => checkNewAttributes(pool, {}, { required: false })).not.toThrow();
});

test("checkNewAttributes, of an immutable attribute, sets it", () => {
  expect(() => checkNewAttributes(pool, { "custom:id": "abc" }, { required: false })).not.toThrow();
  expect(() => checkNewAttributes(pool, { "custom:id": "ab" }, { required: false })).toThrow(
    "custom:id: String must be no shorter than 3 characters\n",
  );
});

test("checkAttributeRemovals, of a required attribute, is refused", () => {
  expect(() => checkAttributeRemovals(pool, ["nickname", "email"])).toThrow(
    "Invalid user attributes: email: Required attribute cannot be deleted.",
  );
});

test("checkWritable, without a list, leaves out flags and developer attributes", () => {
  expect(() => checkWritable(client({}), ["email", "custom:age"])).not.toThrow();
  for (const name of ["email_verified", "phone_number_verified", "dev:custom:note"])
    expect(() => checkWritable(client({}), [name])).toThrow("unauthorized attribute");
  expect(() => checkWritable(client({ writeAttributes: ["name"] }), ["name", "email"])).toThrow("unauthorized attribute");
});

test("mayRead, with a list, shows the sub and what is listed", () => {
  const reads = ["sub", "email", "name", "dev:custom:note"].filter((name) => mayRead(client({ readAttributes: ["name"] }), name));
  expect(reads).toEqual(["sub", "name"]);
  expect(mayRead(client({}), "dev:custom:note")).toBe(false);
});

test("changeAttributes, of an address, lets the flag follow the value", () => {
  const old = { email: "a@x", email_verified: "true", name: "A" };
  expect(changeAttributes(old, { email: "a@x" })).toEqual(old);
  expect(changeAttributes(old, { email: "b@x" })).toEqual({ email: "b@x", email_verified: "false", name: "A" });
  expect(changeAttributes(old, { email: "b@x", email_verified: "true" })).toEqual({ email: "b@x", email_verified: "true", name: "A" });
  expect(changeAttributes(old, { email: "", name: "" })).toEqual({});
});
