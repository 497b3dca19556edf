import { describe, expect, it } from "vitest";
import { contractOf, FRAMEWORK_ERRORS } from "../../../codegen/contract.ts";
import type { Model } from "../../../codegen/model.ts";
import { readServiceModel } from "../../../codegen/service-model.ts";
import type { CognitoError } from "../../../generated/errors.ts";
import * as protocolErrors from "../../../src/lib/protocol-errors.ts";
import { inventedModel } from "./invented-api.ts";

interface Document {
  paths: Record<string, { post: Record<string, unknown> & { responses: Record<string, { content?: Record<string, unknown> }> } }>;
  components: { schemas: Record<string, Record<string, unknown>> };
}
const model: Model = readServiceModel(inventedModel());
const contract = (name: string, example?: unknown): Document => {
  const facts = model.operations[name];
  if (!facts) throw new Error(`no operation ${name}`);
  return contractOf(model, { name, facts, example }) as Document;
};
const getBox = contract("GetBox", { Box: { BoxName: "a", Made: "2024-05-01T00:00:00.500Z" } });
const schemas = getBox.components.schemas;

describe("the contract of an operation", () => {
  it("has the operation's plain path, the wire's media types and only statuses that occur on the wire", () => {
    const post = getBox.paths["/GetBox"]?.post;
    expect(Object.keys(post?.responses ?? {})).toEqual(["200", "400", "500"]);
    expect(Object.keys(post?.responses["200"]?.content ?? {})).toEqual(["application/x-amz-json-1.1", "application/json"]);
  });

  it("closes every structure of an answer and none of a request", () => {
    expect(schemas["GetBoxResponse.closed"]).toMatchObject({ additionalProperties: false });
    expect(schemas["BoxType.closed"]).toMatchObject({ additionalProperties: false });
    expect(schemas["GetBoxRequest"]).not.toHaveProperty("additionalProperties");
  });

  it("has the shapes that the operation reaches and no others", () => {
    expect(Object.keys(contract("DropBox").components.schemas)).toEqual([
      "GetBoxRequest",
      "BoxNameType",
      "ColourType",
      "error.400",
      "error.500",
    ]);
  });

  it("states wire forms: dates as numbers, blobs by the length of their base64 text, patterns for JavaScript", () => {
    expect(schemas["DateType.closed"]).toEqual({ type: "number" });
    expect(schemas["PictureType.closed"]).toEqual({ type: "string", format: "byte", maxLength: 16 });
    expect(schemas["BoxNameType"]).toEqual({
      type: "string",
      minLength: 1,
      maxLength: 64,
      pattern: "^(?:[\\w \\t\\n\\v\\f\\r]+)$",
      "x-java-pattern": "[\\w\\s]+",
      "x-sensitive": true,
    });
    expect(schemas["LabelsType.closed"]).toMatchObject({ "x-key": { $ref: "#/components/schemas/ColourType.closed" } });
  });

  it("carries its example in wire form", () => {
    const post = getBox.paths["/GetBox"]?.post;
    expect(post?.["x-example"]).toEqual({ Box: { BoxName: "a", Made: 1714521600.5 } });
  });

  it("sorts declared errors by their status and adds the framework's", () => {
    const codes = (status: number) => (schemas[`error.${status}`] as { properties: { __type: { enum: string[] } } }).properties.__type.enum;
    expect(codes(400)).toEqual(["BoxNotFoundException", ...FRAMEWORK_ERRORS[400]]);
    expect(codes(500)).toEqual(["InternalErrorException"]);
  });

  it("of an operation without an answer has no content for 200 and no example", () => {
    const post = contract("DropBox").paths["/DropBox"]?.post;
    expect(post?.responses["200"]?.content).toBeUndefined();
    expect(post).not.toHaveProperty("x-example");
  });

  it("allows each framework error of status 400 that the server can throw", () => {
    const abstractClasses = new Set(["ProtocolError"]);
    const classes = Object.entries(protocolErrors).filter(([name]) => !abstractClasses.has(name));
    const thrown = classes.map(([, errorClass]) => new (errorClass as new (message: string) => CognitoError)(""));
    const codes = thrown.filter((error) => error.status === 400).map((error) => error.code);
    expect(FRAMEWORK_ERRORS[400]).toEqual(expect.arrayContaining(codes));
  });
});
