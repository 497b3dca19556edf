import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { modelOfSpec, parseSpec } from "../../codegen/spec-document.ts";
import { proseOfPathItem } from "../../codegen/spec-operation.ts";
import { wireExample } from "../../codegen/wire-example.ts";
import { findTool, PYTHON } from "../support/tools.ts";
import { emptyApi, java } from "./api-folder.ts";

const botocore = findTool("botocore", PYTHON, ["-c", "import botocore"]);
const missing = botocore.missing || java.missing;

describe.skipIf(missing)(java.suite(botocore.suite("the API of identity pools, imported into an empty folder")), () => {
  const api = emptyApi();

  test("is generated and served: every operation answers its example, marked as such, and refuses a wrong input", async () => {
    const found = execFileSync(PYTHON, ["-c", "import botocore; print(botocore.__file__)"], { encoding: "utf8" }).trim();
    const files = join(dirname(found), "data/cognito-identity/2014-06-30");
    const { status, lines } = api.import(join(files, "service-2.json.gz"), "--paginators", join(files, "paginators-1.json"));
    expect([status, lines.filter((line) => line.includes("example of"))]).toEqual([0, []]);
    api.codegen();
    const { operations, dispatcher, call } = await api.serve();
    const { spec } = parseSpec(readFileSync(api.spec, "utf8"));
    const model = modelOfSpec(spec);
    expect(Object.keys(operations).length).toBeGreaterThan(20);
    expect(operations["ListIdentityPools"]?.paging).toMatchObject({ token: "NextToken", items: "IdentityPools" });
    for (const item of Object.values(spec.paths)) {
      const { operationId: name } = item.post;
      const { request, response } = model.operations[name]!;
      const { requestExample, responseExample } = proseOfPathItem(item);
      const answer = await call(name, wireExample(model, request, requestExample) as object);
      const expected = response === null ? undefined : wireExample(model, response, responseExample);
      expect([name, answer.status, answer.headers.get("x-rockpool-example-only"), answer.body]).toEqual([name, 200, "true", expected]);
    }
    expect(await call("GetId", {})).toMatchObject({ status: 400, body: { __type: "InvalidParameterException" } });
    expect(await call("SignUp", {})).toMatchObject({ status: 400, body: { __type: "UnknownOperationException" } });
    expect(dispatcher.violations).toBe(0);
    expect(statSync(join(api.generated, "schemas.ts")).size).toBeGreaterThan(1000);
  });
});
