import { describe, expect, it } from "vitest";
import { importModel } from "../../../codegen/import-model.ts";
import { generate } from "../../../codegen/index.ts";
import { applyOverlay, parseOverlay } from "../../../codegen/overlay.ts";
import { EMPTY_SPEC, inventedModel } from "./invented-api.ts";

const overlayOf = (...actions: object[]) =>
  parseOverlay(
    JSON.stringify({
      overlay: "1.0.0",
      info: { title: "t", version: "1" },
      actions: actions.map((action) => ({ description: "why", ...action })),
    }),
  );

describe("an overlay", () => {
  it("merges objects, lengthens lists, replaces the rest and removes, in the order of its actions", () => {
    const document = { a: { b: 1, list: [1], gone: true }, items: [{ n: 1 }, { n: 2 }] };
    const overlay = overlayOf(
      { target: "$.a", update: { b: 2, list: [2], more: { c: 3 } } },
      { target: "$.a.more", update: { d: 4 } },
      { target: "$.a.gone", remove: true },
      { target: "$.items[?@.n == 1]", remove: true },
    );
    expect(applyOverlay(document, overlay)).toEqual({ a: { b: 2, list: [1, 2], more: { c: 3, d: 4 } }, items: [{ n: 2 }] });
    expect(document.a.b).toBe(1);
  });

  it("changes the document itself where its target is the root", () => {
    expect(applyOverlay({ a: 1 }, overlayOf({ target: "$", update: { b: 2 } }))).toEqual({ a: 1, b: 2 });
  });

  it("an action that finds nothing is refused with its reason", () => {
    expect(() => applyOverlay({}, overlayOf({ target: "$.a", update: {} }))).toThrow("The action on $.a finds nothing: why");
  });

  it("needs its version and a reason for each action", () => {
    expect(() => parseOverlay("openapi: 3.0.0")).toThrow("This is not an OpenAPI Overlay");
    expect(() => overlayOf({ target: "$.a", description: "" })).toThrow("needs a target and a description");
  });
});

describe("codegen", () => {
  it("refuses operations that lack a fact which the overlay wants of each, all of them at once", async () => {
    const spec = importModel({ spec: EMPTY_SPEC }, { model: inventedModel() }).spec;
    const overlay = {
      overlay: "1.0.0",
      actions: [{ target: "$", description: "d", update: { "x-required-of-operations": ["x-category"] } }],
    };
    await expect(generate({ name: "spec", spec, overlay: JSON.stringify(overlay) })).rejects.toThrow(
      "  DropBox: x-category\n  GetBox: x-category",
    );
  });
});
