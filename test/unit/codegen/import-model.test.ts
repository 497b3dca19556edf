import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { reportLines } from "../../../codegen/change-report.ts";
import { type Import, importModel } from "../../../codegen/import-model.ts";
import type { Paginators } from "../../../codegen/paginators.ts";
import { modelOfSpec, parseSpec } from "../../../codegen/spec-document.ts";
import { pathOf as pathIn, proseOfPathItem } from "../../../codegen/spec-operation.ts";
import { EMPTY_SPEC, inventedModel } from "./invented-api.ts";
import { serviceModelOf } from "./service-model-of.ts";

const pathOf = (operation: string): string => pathIn("Boxes", operation);
const importInto = (text: string, model: unknown, paginators?: Paginators): Import => importModel({ spec: text }, { model, paginators });

const described = importInto(EMPTY_SPEC, inventedModel())
  .spec.replaceAll("- unsorted", "- boxes")
  .replace("Not described yet.", "Drops a box, says our own text.")
  .replace("BoxName: example", "BoxName: my example");

describe("importing a service model", () => {
  it("the same model again changes not one character", () => {
    const again = importInto(described, inventedModel());
    expect(again.spec).toBe(described);
    expect(reportLines(again.changes)).toEqual(["Nothing changed."]);
    expect(again.notes).toEqual([]);
  });

  it("a model whose members and errors only stand in another order changes nothing", () => {
    const model = inventedModel();
    const errors = [{ shape: "InternalErrorException" }, { shape: "BoxNotFoundException" }];
    model.operations["GetBox"] = { ...model.operations["GetBox"], errors };
    const members = { Colour: { shape: "ColourType" }, BoxName: { shape: "BoxNameType" } };
    model.shapes["GetBoxRequest"] = { type: "structure", required: ["BoxName"], members };
    expect(importInto(described, model).spec).toBe(described);
  });

  it("a new operation gets the tag of its likes, a valid example and a note", () => {
    const model = inventedModel();
    model.operations["CreateBox"] = { input: { shape: "GetBoxRequest" }, output: { shape: "GetBoxResponse" }, errors: [] };
    const { spec: text, changes, left } = importInto(described, model);
    expect(reportLines(changes)).toEqual(["+ operation CreateBox", "Changes: 1, of which 0 break clients."]);
    expect(left.map(({ operation, file }) => [operation, file])).toEqual([
      ["CreateBox", "spec"],
      ["CreateBox", "services"],
      ["CreateBox", "exchanges"],
    ]);
    expect(left[0]?.what).toContain('the tag "boxes" (a guess)');
    const item = parseSpec(text).spec.paths[pathOf("CreateBox")];
    expect(item && proseOfPathItem(item)).toMatchObject({ tag: "boxes", requestExample: { BoxName: "example" } });
    expect(Object.keys(parseSpec(text).spec.paths)).toEqual([pathOf("CreateBox"), pathOf("DropBox"), pathOf("GetBox")]);
  });

  it("a value that a pattern asks for is made from it, the same one each time", () => {
    const model = inventedModel();
    model.shapes["BoxNameType"] = { type: "string", min: 28, max: 28, pattern: "^(red|blue)[a-z0-9]{23,24}$" };
    const exampleIn = (text: string): string => {
      const item = parseSpec(text).spec.paths[pathOf("DropBox")];
      return (item && (proseOfPathItem(item).requestExample as { BoxName: string }).BoxName) ?? "";
    };
    const { spec: text, left } = importInto(EMPTY_SPEC, model);
    expect(exampleIn(text)).toMatch(/^(?=.{28}$)(red|blue)[a-z0-9]{23,24}$/);
    expect(exampleIn(importInto(EMPTY_SPEC, model).spec)).toBe(exampleIn(text));
    expect(left.filter(({ what }) => what.includes("an example of"))).toEqual([]);
  });

  it("what no value is known for is left without an example, and all of it is told at once", () => {
    const model = inventedModel();
    model.shapes["BoxNameType"] = { type: "string", pattern: "(?=a)b" };
    const { spec: text, left } = importInto(EMPTY_SPEC, model);
    const item = parseSpec(text).spec.paths[pathOf("DropBox")];
    expect(item && proseOfPathItem(item).requestExample).toBeUndefined();
    const what = "an example of the request: no value is known for BoxNameType";
    expect(left.filter((each) => each.what.includes("an example of"))).toEqual([
      { operation: "GetBox", file: "spec", what },
      { operation: "DropBox", file: "spec", what },
    ]);
  });

  it("paging comes from a paginators file, stays without one, and lists without any are named", () => {
    const model = inventedModel();
    const members = { NextToken: { shape: "MessageType" }, MaxResults: { shape: "MessageType" } };
    model.shapes["ListBoxesRequest"] = { type: "structure", members };
    model.operations["ListBoxes"] = { input: { shape: "ListBoxesRequest" }, output: { shape: "GetBoxResponse" } };
    const paging = { input_token: "NextToken", output_token: "NextToken", limit_key: "MaxResults", result_key: "Box" };
    const paginators = { pagination: { ListBoxes: paging } };
    const pagingIn = (text: string) => modelOfSpec(parseSpec(text).spec).operations["ListBoxes"]?.pagination;
    const paged = importInto(described, model, paginators);
    expect(pagingIn(paged.spec)).toEqual({ token: "NextToken", nextToken: "NextToken", limit: "MaxResults", items: "Box" });
    expect(pagingIn(importInto(paged.spec, model).spec)).toEqual(pagingIn(paged.spec));
    const note = "ListBoxes lists, and no paginators file says how it pages.";
    expect(paged.notes).not.toContain(note);
    expect(importInto(described, model).notes).toContain(note);
    expect(() => importInto(described, model, { pagination: { ListFences: paging } })).toThrow("another model");
  });

  it("an overlay stays as it is, but gets a guess of what a new operation has to have, and loses what is gone", () => {
    const overlay = `overlay: 1.0.0
# our remark
actions:
  - target: $
    description: a rule
    update: { x-required-of-operations: [ x-category ] }
  - target: $.paths.*[?@.operationId == 'GetBox']
    description: known
    update: { x-category: Reading }
  - target: $.paths.*[?@.operationId == 'DropBox']
    description: known
    update: { x-category: Writing }
`;
    const model = inventedModel();
    expect(importModel({ spec: described, overlay }, { model }).overlay).toBe(overlay);
    model.operations["ListBoxes"] = { input: { shape: "GetBoxRequest" } };
    model.operations["PaintFence"] = { input: { shape: "GetBoxRequest" } };
    const added = importModel({ spec: described, overlay }, { model });
    expect(added.overlay?.startsWith(overlay)).toBe(true);
    expect(added.left.filter(({ file }) => file === "overlay")).toEqual([
      { operation: "ListBoxes", file: "overlay", what: 'a look at the guess {"x-category":"Reading"}' },
      { operation: "PaintFence", file: "overlay", what: 'a look at the guess {"x-category":"Writing"}' },
    ]);
    delete model.operations["DropBox"];
    const removed = importModel({ spec: added.spec, overlay: added.overlay }, { model });
    expect(removed.overlay).not.toContain("DropBox");
    expect(removed.overlay).toContain("# our remark");
    expect(removed.notes).toContain("The overlay's action on $.paths.*[?@.operationId == 'DropBox'] finds nothing any longer, and went.");
  });

  it("a new operation like none there is gets the tag unsorted, which is then declared", () => {
    const model = inventedModel();
    model.operations["PaintFence"] = { input: { shape: "GetBoxRequest" }, errors: [] };
    const { spec } = parseSpec(importInto(described, model).spec);
    expect(spec.paths[pathOf("PaintFence")]?.post.tags).toEqual(["unsorted"]);
    expect(spec.tags.filter((tag) => tag.name === "unsorted")).toHaveLength(1);
  });

  it("a removed operation and a removed member are reported as breaking, and go", () => {
    const model = inventedModel();
    delete model.operations["DropBox"];
    model.shapes["BoxType"] = { type: "structure", required: ["BoxName"], members: { BoxName: { shape: "BoxNameType" } } };
    const { spec: text, changes, notes } = importInto(described, model);
    expect(reportLines(changes)).toEqual([
      "- operation DropBox [breaks clients]",
      "- member BoxType.Labels [breaks clients]",
      "- member BoxType.Made [breaks clients]",
      "- member BoxType.Picture [breaks clients]",
      "Changes: 4, of which 4 break clients.",
    ]);
    expect(notes).toEqual(["The answer example of GetBox was no longer valid and was replaced."]);
    expect(Object.keys(modelOfSpec(parseSpec(text).spec).operations)).toEqual(["GetBox"]);
  });

  it("limits narrowed on input break clients, limits widened or only on output do not", () => {
    const model = inventedModel();
    model.shapes["BoxNameType"] = { type: "string", min: 2, max: 128, pattern: "[\\w\\s]+", sensitive: true };
    model.shapes["ColourType"] = { type: "string", enum: ["red", "blue"] };
    model.shapes["PictureType"] = { type: "blob", max: 5 };
    expect(reportLines(importInto(described, model).changes)).toEqual([
      "~ constraint BoxNameType: min 1 -> 2 [breaks clients]",
      "~ constraint BoxNameType: max 64 -> 128",
      "~ constraint ColourType: value green removed [breaks clients]",
      "~ constraint ColourType: value blue added",
      "~ constraint PictureType: max 10 -> 5",
      "Changes: 5, of which 2 break clients.",
    ]);
  });

  it("members that become required break senders, those that become optional break receivers", () => {
    const model = inventedModel();
    const request = model.shapes["GetBoxRequest"];
    model.shapes["GetBoxRequest"] = { ...request, required: ["BoxName", "Colour"] };
    model.shapes["BoxType"] = { ...model.shapes["BoxType"], required: ["Made"] };
    const { changes, spec: text } = importInto(described, model);
    expect(reportLines(changes).slice(0, -1)).toEqual([
      "~ member BoxType.BoxName: now optional [breaks clients]",
      "~ member BoxType.Made: now required",
      "~ member GetBoxRequest.Colour: now required [breaks clients]",
    ]);
    const item = parseSpec(text).spec.paths[pathOf("DropBox")];
    expect(item && proseOfPathItem(item).requestExample).toEqual({ BoxName: "my example", Colour: "red" });
  });

  it("errors, authorisation and an answer that goes away are told apart", () => {
    const model = inventedModel();
    model.operations["GetBox"] = { input: { shape: "GetBoxRequest" }, errors: [{ shape: "InternalErrorException" }] };
    expect(reportLines(importInto(described, model).changes).slice(0, -1)).toEqual([
      "~ operation GetBox: response GetBoxResponse -> none [breaks clients]",
      "~ operation GetBox: public -> needs a signature [breaks clients]",
      "- error GetBox: BoxNotFoundException",
    ]);
  });

  it("our tags, descriptions, comments and untouched lines stay as they were", () => {
    const commented = described.replace("paths:\n", "# our remark\npaths:\n");
    const model = inventedModel();
    model.shapes["BoxNameType"] = { ...model.shapes["BoxNameType"], max: 63 };
    const { spec: text } = importInto(commented, model);
    expect(text).toBe(commented.replace("maxLength: 64", "maxLength: 63"));
    expect(text).toContain("says our own text.");
  });

  it("what is no model of this API is refused with a sentence", () => {
    const other = { ...inventedModel(), metadata: { targetPrefix: "DynamoDB_20120810" } };
    expect(() => importInto(described, { swagger: "2.0" })).toThrow("This is not an AWS service model");
    expect(() => importInto(described, other)).toThrow("This is the model of another API");
  });

  it("a model that refers to a shape it lacks is refused by that shape's name", () => {
    const model = inventedModel();
    delete model.shapes["ColourType"];
    expect(() => importInto(described, model)).toThrow("refers to the shape ColourType");
  });

  it("the whole API, given as a service model, changes nothing in the committed spec", () => {
    const text = readFileSync(new URL("../../../spec/cognito-idp.openapi.yaml", import.meta.url), "utf8");
    const { changes, notes } = importInto(text, serviceModelOf(modelOfSpec(parseSpec(text).spec)));
    expect(reportLines(changes)).toEqual(["Nothing changed."]);
    expect(notes).toEqual([]);
  });
});
