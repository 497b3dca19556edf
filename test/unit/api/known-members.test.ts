import { expect, test } from "vitest";
import { knownMembers } from "#src/api/known-members.ts";
import type { ContractSchema } from "#src/runtime/contract-document.ts";

const documentOf = (schemas: Record<string, ContractSchema>) => ({
  paths: { "/Do": { post: { requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/Input" } } } } } } },
  components: { schemas },
});

test("unknown members are dropped at every depth, in structures, lists and maps", () => {
  const document = documentOf({
    Input: {
      type: "object",
      properties: {
        list: { type: "array", items: { $ref: "#/components/schemas/Item" } },
        map: { type: "object", additionalProperties: { $ref: "#/components/schemas/Item" } },
      },
    },
    Item: { type: "object", properties: { a: { type: "string" } } },
  });
  expect(knownMembers(document, { list: [{ a: "1", b: 2 }], map: { b: { a: "1", b: 2 } }, other: 1 })).toEqual({
    list: [{ a: "1" }],
    map: { b: { a: "1" } },
  });
});

test("names of the prototype are unknown members like others", () => {
  const document = documentOf({ Input: { type: "object", properties: { a: { type: "string" } } } });
  expect(knownMembers(document, JSON.parse('{"a":"1","constructor":"x","__proto__":{"b":1}}'))).toEqual({ a: "1" });
});

test("free JSON is kept as it is", () => {
  const document = documentOf({ Input: { type: "object", properties: { free: { type: "object", additionalProperties: true } } } });
  expect(knownMembers(document, { free: { x: [1, { y: 2 }] } })).toEqual({ free: { x: [1, { y: 2 }] } });
});
