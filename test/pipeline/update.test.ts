import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { packageFile } from "#src/runtime/package-file.ts";
import { emptyApi, java } from "./api-folder.ts";

const fixture = (name: string): string => packageFile(`test/pipeline/fixtures/${name}`);

/** Services as people write them: of the operations that the old model has. */
const SERVICES = `
import type { BoxesOperations } from "../generated/routes/boxes.ts";
import { operations, type OperationName } from "../generated/operations.ts";
import { BoxNotFoundException } from "../generated/errors.ts";
const getBox: BoxesOperations<object>["getBox"] = async ({ BoxName }) => {
  if (BoxName === "") throw new BoxNotFoundException("There is no such box.");
  return { Box: { BoxName, Made: 0 } };
};
export const boxes = { getBox, dropBox: async () => undefined } satisfies Partial<BoxesOperations<object>>;
export const errorsOf = (name: OperationName): readonly string[] => operations[name].errors;
`;

/** What the compiler says of what was generated and of the services, as strictly as it is for the program itself. */
function complaints(folder: string): string[] {
  mkdirSync(join(folder, "src"), { recursive: true });
  writeFileSync(join(folder, "src/services.ts"), SERVICES);
  const options: ts.CompilerOptions = {
    ...{ strict: true, noEmit: true, skipLibCheck: true, allowImportingTsExtensions: true, types: [] },
    ...{ module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, target: ts.ScriptTarget.ES2022 },
  };
  const program = ts.createProgram([join(folder, "src/services.ts")], options);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

const OVERLAY = `overlay: 1.0.0
info: { title: Boxes, version: "1" }
actions:
  - target: $
    description: each operation is counted against a limit
    update: { x-required-of-operations: [ x-category ] }
  - target: $.paths.*[?match(@.operationId, 'GetBox|DropBox')]
    description: measured
    update: { x-category: Boxes }
`;

describe.skipIf(java.missing)(java.suite("an API that is updated from one model to the next"), () => {
  const api = emptyApi();

  test("is generated and compiles with its services, as the old model has it", () => {
    expect(api.import(fixture("boxes-2025.json")).status).toBe(0);
    writeFileSync(api.spec, readFileSync(api.spec, "utf8").replaceAll("- unsorted", "- boxes").replace("name: unsorted", "name: boxes"));
    writeFileSync(join(api.folder, "spec/measured.overlay.yaml"), OVERLAY);
    api.writeExchanges("GetBox", "operation: GetBox\nexchanges: []\n");
    api.codegen();
    expect(complaints(api.folder)).toEqual([]);
  });

  test("is imported as the new one has it, with the recorded report", () => {
    const { lines, status } = api.import(
      fixture("boxes-2026.json"),
      "--paginators",
      fixture("boxes-2026-paginators.json"),
      "--fail-on-breaking",
    );
    expect(status).toBe(2);
    const report = lines.map((line) => line.replace(/^( +)\S*spec\//, "$1spec/"));
    expect(`${report.join("\n")}\n`).toBe(readFileSync(fixture("boxes-2026-report.txt"), "utf8"));
  });

  test("compiles again without a line written by hand", () => {
    api.codegen();
    expect(complaints(api.folder)).toEqual([]);
  });

  test("answers the examples of what is new, and refuses what is wrong", async () => {
    const { call, operations, dispatcher } = await api.serve();
    expect(Object.keys(operations).sort()).toEqual(["DropBox", "GetBox", "ListBoxes", "SealCrate"]);
    expect(operations["ListBoxes"]).toMatchObject({ category: "Boxes", paging: { limit: "MaxResults", items: "Boxes" } });
    const sealed = JSON.parse(readFileSync(join(api.generated, "contract/SealCrate.json"), "utf8")) as {
      components: { schemas: Record<string, object> };
    };
    expect(sealed.components.schemas["SealArnType"]).toMatchObject({ pattern: expect.stringContaining("^(?:^arn:aws:seals:") as string });
    expect(readFileSync(api.spec, "utf8")).toMatch(/CrateId: (box|crt)[a-z0-9]{25}\n/);
    const answer = await call("SealCrate", { CrateId: "box0123456789012345678901234", Seal: "arn:aws:seals:here:123456789012:seal/one" });
    expect(answer).toMatchObject({ status: 200, body: { Weight: 1 } });
    expect(answer.headers.get("content-type")).toBe("application/x-amz-json-1.0");
    const refused = await call("SealCrate", { CrateId: "box", Seal: "arn:aws:seals:here:123456789012:seal/one" });
    expect(refused.body).toMatchObject({ message: expect.stringContaining("at 'crateId' failed to satisfy constraint") as string });
    expect(dispatcher.violations).toBe(0);
  });
});
