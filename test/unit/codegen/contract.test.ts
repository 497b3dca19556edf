import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { contractOf } from "../../../codegen/contract.ts";
import { importModel } from "../../../codegen/import-model.ts";
import { applyOverlay, parseOverlay } from "../../../codegen/overlay.ts";
import { modelOfSpec, parseSpec } from "../../../codegen/spec-document.ts";
import type { CognitoError } from "../../../generated/errors.ts";
import * as protocolErrors from "../../../src/lib/protocol-errors.ts";
import { EMPTY_SPEC, inventedModel } from "./invented-api.ts";

interface Document {
  paths: Record<string, { post: Record<string, unknown> & { responses: Record<string, { content?: Record<string, unknown> }> } }>;
  components: { schemas: Record<string, Record<string, unknown>> };
}
const FRAMEWORK = { 400: ["SerializationException", "BoxBusyException"], 500: ["InternalErrorException"] };
const OVERLAY = `
overlay: 1.0.0
info: { title: Boxes, version: "1" }
actions:
  - target: $
    description: what every operation answers
    update: { x-framework-errors: ${JSON.stringify(FRAMEWORK)} }
  - target: $.paths.*[?@.operationId == 'GetBox']
    description: an example, and an error that was seen
    update:
      x-errors-seen: [BoxLostException]
  - target: $.components.schemas.ColourType
    description: the order of a refusal, and what only requests are held to
    update: { x-enum-order: [green, blue], x-in-answers: { enum: null } }
`;
const described = importModel({ spec: EMPTY_SPEC }, { model: inventedModel() }).spec.replace(
  "2024-05-01T09:30:00Z",
  "2024-05-01T00:00:00.500Z",
);
const contractsOf = (overlay: string) => {
  const spec = applyOverlay(parseSpec(described).spec, parseOverlay(overlay));
  const api = { spec, model: modelOfSpec(spec) };
  return (name: string): Document => {
    const item = Object.values(spec.paths).find(({ post }) => post.operationId === name);
    if (!item) throw new Error(`no operation ${name}`);
    return contractOf(api, item.post) as Document;
  };
};
const contract = contractsOf(OVERLAY);
const getBox = contract("GetBox");
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
    expect(post?.["x-example"]).toMatchObject({ Box: { BoxName: "example", Made: 1714521600.5 } });
  });

  it("sorts declared errors by their status and adds the framework's", () => {
    const codes = (status: number) => (schemas[`error.${status}`] as { properties: { __type: { enum: string[] } } }).properties.__type.enum;
    expect(codes(400)).toEqual(["BoxNotFoundException", "BoxLostException", ...FRAMEWORK[400]]);
    expect(codes(500)).toEqual(["InternalErrorException"]);
  });

  it("of an operation without an answer has no content for 200 and no example", () => {
    const post = contract("DropBox").paths["/DropBox"]?.post;
    expect(post?.responses["200"]?.content).toBeUndefined();
    expect(post).not.toHaveProperty("x-example");
  });

  it("has what was measured: the order of values, what binds one side only", () => {
    expect(schemas["ColourType"]).toMatchObject({ enum: ["green", "red"] });
    expect(schemas["ColourType.closed"]).not.toHaveProperty("enum");
  });

  it("of this API allows each framework error of status 400 that the server can throw", () => {
    const read = (path: string) => readFileSync(new URL(`../../../spec/${path}`, import.meta.url), "utf8");
    const { spec } = parseSpec(read("cognito-idp.openapi.yaml"));
    const framework = applyOverlay(spec, parseOverlay(read("measured.overlay.yaml")))["x-framework-errors"];
    const abstractClasses = new Set(["ProtocolError"]);
    const classes = Object.entries(protocolErrors).filter(([name]) => !abstractClasses.has(name));
    const thrown = classes.map(([, errorClass]) => new (errorClass as new (message: string) => CognitoError)(""));
    const codes = thrown.filter((error) => error.status === 400).map((error) => error.code);
    expect(framework?.[400]).toEqual(expect.arrayContaining(codes));
  });
});
