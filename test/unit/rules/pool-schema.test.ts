import { describe, expect, test } from "vitest";
import { extendedSchema, newSchema, STANDARD_ATTRIBUTES } from "#src/rules/pool-schema.ts";

const named = (schema: ReturnType<typeof newSchema>, name: string) => schema.find((attribute) => attribute.name === name);

describe("the schema of a new pool", () => {
  test("without a wish it is the twenty standard attributes", () => {
    expect(newSchema([])).toEqual(STANDARD_ATTRIBUTES);
    expect(STANDARD_ATTRIBUTES).toHaveLength(20);
  });

  test("a standard attribute keeps its place and what the request leaves out", () => {
    const schema = newSchema([{ name: "birthdate", required: true, stringBounds: { min: "8" } }]);
    expect(named(schema, "birthdate")).toMatchObject({ required: true, mutable: true, min: "8", max: "10" });
    expect(schema.map(({ name }) => name)).toEqual(STANDARD_ATTRIBUTES.map(({ name }) => name));
  });

  test("sub stays as it is whatever is asked for", () => {
    expect(named(newSchema([{ name: "sub", type: "String", mutable: true, required: false }]), "sub")).toEqual(STANDARD_ATTRIBUTES[0]);
  });

  test("bounds of 2048 are allowed and of 2049 refused", () => {
    expect(named(newSchema([{ name: "x", type: "String", stringBounds: { max: "2048" } }]), "custom:x")).toMatchObject({ max: "2048" });
    expect(() => newSchema([{ name: "x", type: "String", stringBounds: { max: "2049" } }])).toThrow(
      "user.custom:x: String attributes cannot",
    );
  });

  test("numbers may be larger than lengths, and are compared as numbers", () => {
    const schema = newSchema([{ name: "x", type: "Number", numberBounds: { min: "9", max: "99999999999999999999" } }]);
    expect(named(schema, "custom:x")).toMatchObject({ min: "9", max: "99999999999999999999" });
  });

  test.each(["-1", "1.5", "", " 1", "1e3", "x"])("a bound of %j is refused", (min) => {
    expect(() => newSchema([{ name: "x", type: "Number", numberBounds: { min } }])).toThrow(
      "Invalid NumberAttributeConstraints for schema attribute custom:x",
    );
  });
});

describe("a schema with attributes added", () => {
  test("the same name for developers only counts as the same", () => {
    const schema = newSchema([{ name: "x", type: "String" }]);
    expect(() => extendedSchema(schema, [{ name: "x", type: "String", developerOnly: true }])).toThrow("already has name custom:x.");
  });

  test("the fiftieth custom attribute is allowed, the next one refused", () => {
    const fortyNine = newSchema(Array.from({ length: 49 }, (_, index) => ({ name: `a${index}`, type: "String" as const })));
    const fifty = extendedSchema(fortyNine, [{ name: "last", type: "String" }]);
    expect(fifty).toHaveLength(70);
    expect(() => extendedSchema(fifty, [{ name: "more", type: "String" }])).toThrow("more than 50 custom attributes");
  });
});
