import { describe, expect, it } from "vitest";
import { compareModels, reportLines } from "../../../codegen/change-report.ts";
import { readServiceModel } from "../../../codegen/service-model.ts";
import { inventedModel } from "./invented-api.ts";

type Invented = ReturnType<typeof inventedModel>;
const shape = (model: Invented, name: string) => model.shapes[name] as { members?: object; required?: string[] };

/** What is reported of a change to the invented API, the shapes that come and go and the totals aside. */
function reported(change: (model: Invented) => void): string[] {
  const after = inventedModel();
  change(after);
  const lines = reportLines(compareModels(readServiceModel(inventedModel()).model, readServiceModel(after).model));
  return lines.filter((line) => !/^[+-] shape|^Changes: |^Nothing changed/.test(line));
}

/** Gives a shape of the API another name wherever it is used, with other content where asked for. */
function rename(model: Invented, [from, to]: [string, string], content: object = {}): void {
  const renamed = JSON.parse(JSON.stringify(model).replaceAll(`{"shape":"${from}"}`, `{"shape":"${to}"}`)) as Invented;
  Object.assign(model, renamed);
  model.shapes[to] = { ...model.shapes[from], ...content };
  delete model.shapes[from];
}

describe("what a new model changes", () => {
  it("nothing, where it is the same", () => {
    expect(reported(() => undefined)).toEqual([]);
  });

  it("a renamed structure is compared member by member, in answers", () => {
    expect(reported((model) => rename(model, ["BoxType", "CrateType"]))).toEqual(["~ member GetBoxResponse.Box: BoxType -> CrateType"]);
    const fewer = { required: ["BoxName"], members: { BoxName: { shape: "BoxNameType" } } };
    expect(reported((model) => rename(model, ["BoxType", "CrateType"], fewer))).toEqual([
      "~ member GetBoxResponse.Box: BoxType -> CrateType",
      "- member GetBoxResponse.Box.Labels [breaks clients]",
      "- member GetBoxResponse.Box.Made [breaks clients]",
      "- member GetBoxResponse.Box.Picture [breaks clients]",
    ]);
  });

  it("a renamed request is compared member by member: what is newly required, what is gone", () => {
    const members = { BoxName: { shape: "BoxNameType" }, Size: { shape: "MessageType" } };
    const lines = reported((model) => rename(model, ["GetBoxRequest", "BoxRequest"], { required: ["BoxName", "Size"], members }));
    expect(lines).toEqual([
      "~ member DropBox request: GetBoxRequest -> BoxRequest",
      "- member DropBox request.Colour [breaks clients]",
      "+ member DropBox request.Size: required [breaks clients]",
      "~ member GetBox request: GetBoxRequest -> BoxRequest",
      "- member GetBox request.Colour [breaks clients]",
      "+ member GetBox request.Size: required [breaks clients]",
    ]);
  });

  it("a member that takes another shape tells the narrower limit, the removed value and the other kind", () => {
    const narrower = { type: "string", min: 1, max: 8, pattern: "[\\w\\s]+", sensitive: true };
    expect(reported((model) => rename(model, ["BoxNameType", "ShortNameType"], narrower)).slice(-2)).toEqual([
      "~ member GetBoxRequest.BoxName: BoxNameType -> ShortNameType (max 64 -> 8) [breaks clients]",
      "~ member LabelsType value: BoxNameType -> ShortNameType (max 64 -> 8)",
    ]);
    const fewer = { type: "string", enum: ["red"] };
    expect(reported((model) => rename(model, ["ColourType", "PaintType"], fewer))).toContain(
      "~ member GetBoxRequest.Colour: ColourType -> PaintType (value green removed) [breaks clients]",
    );
    const number = { type: "integer", enum: undefined };
    expect(reported((model) => rename(model, ["ColourType", "PaintType"], number))).toContain(
      "~ member GetBoxRequest.Colour: ColourType -> PaintType (string -> integer, no longer an enumeration) [breaks clients]",
    );
  });

  it("members of a shape that is renamed below a renamed one are compared too", () => {
    const lines = reported((model) => {
      rename(model, ["BoxNameType", "NameType"], { max: 128 });
      rename(model, ["BoxType", "CrateType"]);
    });
    expect(lines).toContain("~ member GetBoxResponse.Box.BoxName: BoxNameType -> NameType (max 64 -> 128)");
  });

  it("a request member that is new and required, one that is gone, and one with another name on the wire", () => {
    const added = reported((model) => {
      Object.assign(shape(model, "GetBoxRequest").members ?? {}, { Size: { shape: "MessageType" } });
      shape(model, "GetBoxRequest").required?.push("Size");
    });
    expect(added).toEqual(["+ member GetBoxRequest.Size: required [breaks clients]"]);
    const gone = reported(
      (model) => void (model.shapes["GetBoxRequest"] = { type: "structure", members: { BoxName: { shape: "BoxNameType" } } }),
    );
    expect(gone).toEqual(["~ member GetBoxRequest.BoxName: now optional", "- member GetBoxRequest.Colour [breaks clients]"]);
    const renamed = reported(
      (model) =>
        void Object.assign(shape(model, "GetBoxRequest").members ?? {}, { Colour: { shape: "ColourType", locationName: "paint" } }),
    );
    expect(renamed).toEqual(["- member GetBoxRequest.Colour [breaks clients]", "+ member GetBoxRequest.paint"]);
  });

  it("a structure that holds itself ends", () => {
    const nested = (name: string) => ({ type: "structure", members: { Inner: { shape: name }, Name: { shape: "MessageType" } } });
    const before = inventedModel();
    Object.assign(before.shapes, { NestType: nested("NestType") });
    Object.assign(shape(before, "GetBoxResponse").members ?? {}, { Nest: { shape: "NestType" } });
    const after = JSON.parse(JSON.stringify(before).replaceAll("NestType", "NewNestType")) as Invented;
    const lines = reportLines(compareModels(readServiceModel(before).model, readServiceModel(after).model));
    expect(lines).toContain("~ member GetBoxResponse.Nest: NestType -> NewNestType");
  });
});
