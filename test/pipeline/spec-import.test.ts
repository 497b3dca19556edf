import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeEach, describe, expect, it, test } from "vitest";
import { inventedModel } from "../unit/codegen/invented-api.ts";
import { emptyApi } from "./api-folder.ts";

let api: ReturnType<typeof emptyApi>;
const inputs = mkdtempSync(join(tmpdir(), "rockpool-models-"));
const fileOf = (name: string, content: string | Buffer): string => {
  writeFileSync(join(inputs, name), content);
  return join(inputs, name);
};
const modelFile = (model: object, name = "service-2.json"): string => fileOf(name, JSON.stringify(model));
const withShapes = (shapes: object): object => ({ ...inventedModel(), shapes: { ...inventedModel().shapes, ...shapes } });

beforeEach(() => {
  api = emptyApi();
});

/** The invented API with a change that breaks its clients, and an operation more. */
function newer() {
  const model = inventedModel();
  model.shapes["ColourType"] = { type: "string", enum: ["red"] };
  model.operations["PaintFence"] = { input: { shape: "GetBoxRequest" }, errors: [] };
  return model;
}

test("an import into an empty folder makes the spec, and the same one again changes nothing", () => {
  expect(api.import(modelFile(inventedModel())).status).toBe(0);
  const made = readFileSync(api.spec, "utf8");
  expect(made).toContain("x-target-prefix: Boxes");
  expect(api.import(modelFile(inventedModel())).lines).toEqual(["Nothing changed."]);
  expect(readFileSync(api.spec, "utf8")).toBe(made);
});

test("a change that breaks clients ends with status 2 where that is asked for, and with 0 otherwise", () => {
  api.import(modelFile(inventedModel()));
  const before = readFileSync(api.spec, "utf8");
  expect(api.import(modelFile(newer()), "--fail-on-breaking", "--dry-run").status).toBe(2);
  expect(readFileSync(api.spec, "utf8")).toBe(before);
  expect(api.import(modelFile(newer()), "--dry-run").status).toBe(0);
  expect(api.import(modelFile(inventedModel()), "--fail-on-breaking").status).toBe(0);
});

test("the report ends with what is left to do for each new operation, by file", () => {
  api.import(modelFile(inventedModel()));
  const { lines } = api.import(modelFile(newer()));
  expect(lines.slice(lines.indexOf("Left to do:")).map((line) => line.replace(/^ +\S*spec\//, "    spec/"))).toEqual([
    "Left to do:",
    "  PaintFence",
    '    spec/api.openapi.yaml: a description, and a look at the tag "unsorted" (a guess) and at the examples (made from shapes)',
    "    src/services/: a service; it answers its example until then",
    "    spec/examples/PaintFence.yaml: exchanges: a success, and one for each declared error",
  ]);
});

test("the report comes as JSON too", () => {
  api.import(modelFile(inventedModel()));
  const report = JSON.parse(api.import(modelFile(newer()), "--json", "--dry-run").lines.join("\n")) as Record<string, unknown>;
  expect(report).toMatchObject({
    breaking: 1,
    changes: [
      { sign: "added", what: "operation", where: "PaintFence", breaking: false },
      { sign: "changed", what: "constraint", where: "ColourType", detail: "value green removed", breaking: true },
    ],
    notes: [],
    left: [{ operation: "PaintFence", file: "spec" }, { file: "services" }, { file: "exchanges" }],
  });
});

test("an error that an operation newly declares is accounted for in its exchanges, and left to do", () => {
  api.import(modelFile(inventedModel()));
  const folder = join(api.folder, "spec/examples");
  const model = inventedModel();
  model.operations["DropBox"] = {
    input: { shape: "GetBoxRequest" },
    errors: [{ shape: "InternalErrorException" }, { shape: "BoxNotFoundException" }],
  };
  api.writeExchanges("DropBox", "operation: DropBox\nexchanges: []\n");
  const { lines } = api.import(modelFile(model));
  expect(readFileSync(join(folder, "DropBox.yaml"), "utf8")).toBe(
    "operation: DropBox\nexchanges: []\nunprovoked:\n  BoxNotFoundException: new in the model; nobody has looked yet\n",
  );
  expect(lines.at(-1)).toContain("examples/DropBox.yaml: exchanges for the errors it newly declares");
});

describe("a file that is no model of the API", () => {
  const whole = JSON.stringify(inventedModel());
  const requiring = { type: "structure", required: ["Inner"], members: { Inner: { shape: "Inner" } } };
  it.each<[string, string | Buffer, string]>([
    ["empty", "", "The file is empty."],
    ["cut off", whole.slice(0, 200), "This is not JSON, or not all of it."],
    ["gzipped and cut off", gzipSync(whole).subarray(0, 100), "This is not gzipped JSON, or not all of it."],
    ["no object", "[]", "This is not an AWS service model: it needs metadata, operations and shapes."],
    [
      "without content",
      '{"metadata":{},"operations":{"A":null},"shapes":{}}',
      "This is not an AWS service model: it needs metadata, operations and shapes.",
    ],
    ["without operations", JSON.stringify({ ...inventedModel(), operations: {} }), "The model has no operations."],
    [
      "of another API",
      JSON.stringify({ ...inventedModel(), metadata: { targetPrefix: "Crates" } }),
      "This is the model of another API: its target prefix is Crates.",
    ],
    [
      "of another protocol",
      JSON.stringify({ ...inventedModel(), metadata: { protocol: "rest-xml" } }),
      "The API speaks rest-xml 1.1; only AWS JSON 1.0 and 1.1 are understood.",
    ],
    [
      "with a path for a name",
      JSON.stringify({ ...inventedModel(), operations: { "../../evil": { input: { shape: "GetBoxRequest" } } } }),
      'The model has a name that is none: "../../evil".',
    ],
    [
      "with a name of every object",
      JSON.stringify(withShapes({ constructor: { type: "string" } })),
      'The model has a name that is none: "constructor".',
    ],
    [
      "with a structure that requires itself",
      JSON.stringify(withShapes({ Outer: requiring, Inner: { ...requiring, members: { Inner: { shape: "Outer" } } } })),
      "The shape Outer requires itself (Outer > Inner > Outer).",
    ],
    [
      "with an unknown kind",
      JSON.stringify(withShapes({ Odd: { type: "tensor" } })),
      "The shape Odd has the type tensor, which the spec's dialect does not know.",
    ],
    ["with a list of nothing", JSON.stringify(withShapes({ Odd: { type: "list" } })), "The list Odd does not say what it holds."],
    [
      "that refers to what it lacks",
      JSON.stringify(withShapes({ Odd: { type: "list", member: { shape: "Gone" } } })),
      "The model refers to the shape Gone, which it does not define.",
    ],
    [
      "that requires what it lacks",
      JSON.stringify(withShapes({ Odd: { type: "structure", required: ["A"], members: {} } })),
      "The shape Odd requires a member A, which it does not have.",
    ],
  ])("%s, is refused in one line with its name, and nothing is written", (_, content, sentence) => {
    api.import(modelFile(inventedModel()));
    const before = readFileSync(api.spec, "utf8");
    const file = fileOf("hostile.json", content);
    expect(() => api.import(file)).toThrow(`${file}: ${sentence}`);
    expect(readFileSync(api.spec, "utf8")).toBe(before);
    expect(readdirSync(api.folder, { recursive: true }).sort()).toEqual(["spec", "spec/api.openapi.yaml"]);
  });

  it("is refused as paginators too, and where it is not there", () => {
    const model = modelFile(inventedModel());
    const none = fileOf("paginators.json", "{}");
    const stranger = fileOf("strangers.json", '{"pagination":{"ListCrates":{}}}');
    expect(() => api.import(model, "--paginators", none)).toThrow(`${none}: This is not a paginators file: it needs pagination.`);
    expect(() => api.import(model, "--paginators", stranger)).toThrow(
      "The paginators are of another model: they know an operation ListCrates.",
    );
    expect(() => api.import(join(inputs, "none.json"))).toThrow("no such file");
    expect(() => api.import()).toThrow("Usage: ");
    expect(readdirSync(api.folder)).toEqual([]);
  });
});
