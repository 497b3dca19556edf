import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseDocument } from "yaml";
import { faultsOf } from "../../../codegen/examples.ts";
import type { Model, ModelOperation } from "../../../codegen/model.ts";
import { modelOfSpec, parseSpec, writeSpec, YAML_OPTIONS } from "../../../codegen/spec-document.ts";
import { pathOf, proseOfPathItem } from "../../../codegen/spec-operation.ts";

const text = readFileSync(new URL("../../../spec/cognito-idp.openapi.yaml", import.meta.url), "utf8");
const { yaml, spec } = parseSpec(text);
const model = modelOfSpec(spec);

const factsFile = new URL("../../../../shared/reference/api-facts-153.json", import.meta.url);
const factsAtHand = existsSync(factsFile);
const skipNote = factsAtHand ? "" : " (skipped: the API facts are not beside the repository)";
if (!factsAtHand) console.warn("Skipped: comparing the spec with the API facts, which are not beside the repository.");

function readFacts(): Model {
  const facts = JSON.parse(readFileSync(factsFile, "utf8")) as {
    operations: Record<string, ModelOperation & { inProvidedDocument?: boolean }>;
    schemas: Model["schemas"];
  };
  const operations = Object.entries(facts.operations).map(([name, { inProvidedDocument: _, ...operation }]) => [name, operation]);
  return { operations: Object.fromEntries(operations), schemas: facts.schemas };
}

describe("the spec", () => {
  it("gives each operation its dialect path, one declared tag and a description, and declares no other tag", () => {
    for (const [path, { post }] of Object.entries(spec.paths)) {
      expect(path).toBe(pathOf("AWSCognitoIdentityProviderService", post.operationId));
      expect(post.tags).toHaveLength(1);
      expect(post.description).toMatch(/^[A-Z].*\.$/);
    }
    const used = new Set(Object.values(spec.paths).map(({ post }) => post.tags[0]));
    expect([...used].sort()).toEqual(spec.tags.map(({ name }) => name).sort());
  });

  it("numbers the errors of each operation from 480 without a gap", () => {
    for (const { post } of Object.values(spec.paths)) {
      const numbers = Object.keys(post.responses).filter((status) => status !== "200");
      expect(numbers).toEqual(numbers.map((_, at) => String(480 + at)));
    }
  });

  it("has one request example and, where there is an answer, one answer example for each operation, all valid", () => {
    for (const item of Object.values(spec.paths)) {
      const { request, response } = model.operations[item.post.operationId] as ModelOperation;
      const prose = proseOfPathItem(item);
      expect(prose.requestExample).toBeDefined();
      expect(faultsOf(model, request, prose.requestExample)).toEqual([]);
      expect(prose.responseExample === undefined).toBe(response === null);
      if (response !== null) expect(faultsOf(model, response, prose.responseExample)).toEqual([]);
    }
  });

  it("comes out of reading and writing as it went in", () => {
    expect(writeSpec(yaml)).toBe(text);
    const overlay = readFileSync(new URL("../../../spec/measured.overlay.yaml", import.meta.url), "utf8");
    expect(writeSpec(parseDocument(overlay, YAML_OPTIONS))).toBe(overlay);
  });

  it.skipIf(!factsAtHand)(`states every fact of the API and none beside them${skipNote}`, () => {
    const facts = readFacts();
    expect(Object.keys(model.operations).sort()).toEqual(Object.keys(facts.operations).sort());
    expect(Object.keys(model.schemas).sort()).toEqual(Object.keys(facts.schemas).sort());
    for (const [name, operation] of Object.entries(facts.operations)) expect(model.operations[name], name).toEqual(operation);
    for (const [name, shape] of Object.entries(facts.schemas)) expect(model.schemas[name], name).toEqual(shape);
  });
});
