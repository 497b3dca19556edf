import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type OperationName, operations } from "#generated/operations.ts";
import { createDispatcher } from "#src/api/dispatch.ts";
import { createValidators } from "#src/api/validate.ts";
import type { Context } from "#src/context.ts";
import { packageFile } from "#src/runtime/package-file.ts";
import { modelOfSpec, parseSpec } from "../../codegen/spec-document.ts";
import { proseOfPathItem } from "../../codegen/spec-operation.ts";
import { wireExample } from "../../codegen/wire-example.ts";
import { startTestServer } from "../support/server.ts";

const ctx = { log: { error: () => undefined }, requestId: "-" } as unknown as Context;

test("an operation without a service answers its documented example, which keeps the contract, and is not counted as implemented", async () => {
  const dispatcher = createDispatcher({}, createValidators());
  expect(dispatcher.implemented("DescribeUserPool")).toBe(false);
  const body = await dispatcher.run("DescribeUserPool", { UserPoolId: "us-east-1_AbCdEfGhI" }, () => ctx);
  expect(body).toMatchObject({ UserPool: { Id: expect.stringMatching(/^us-east-1_/) as string } });
  await dispatcher.check("DescribeUserPool", { status: 200, body }, ctx);
  expect(dispatcher.violations).toBe(0);
});

test("an operation without a service still refuses an input that breaks the contract", async () => {
  const dispatcher = createDispatcher({}, createValidators());
  await expect(dispatcher.run("DescribeUserPool", {}, () => ctx)).rejects.toThrow(
    "Value null at 'userPoolId' failed to satisfy constraint: Member must not be null",
  );
});

test("an operation with neither a service nor an example says so", async () => {
  const validators = createValidators();
  const dispatcher = createDispatcher({}, (operation) => ({ ...validators(operation), document: { paths: {} } }));
  const answer = dispatcher.run("DescribeUserPool", { UserPoolId: "us-east-1_AbCdEfGhI" }, () => ctx);
  await expect(answer).rejects.toThrow("DescribeUserPool has neither a service nor an example.");
});

test("the documented example of every operation keeps its contract", async () => {
  const validatorOf = createValidators();
  for (const name of Object.keys(operations) as OperationName[]) {
    const example = Object.values(validatorOf(name).document.paths)[0]!.post["x-example"];
    expect([name, await validatorOf(name).problems(200, example)]).toEqual([name, []]);
  }
});

test("health and the answer's header name what only answers an example", async () => {
  const server = await startTestServer();
  const { spec } = parseSpec(readFileSync(packageFile("spec/cognito-idp.openapi.yaml"), "utf8"));
  const model = modelOfSpec(spec);
  const marked: string[] = [];
  for (const item of Object.values(spec.paths)) {
    const name = item.post.operationId as OperationName;
    const input = wireExample(model, model.operations[name]!.request, proseOfPathItem(item).requestExample) as object;
    if ((await server.send(name, input)).headers.has("x-rockpool-example-only")) marked.push(name);
  }
  const { operations: counted } = server.control.health();
  expect(counted.exampleOnly?.toSorted()).toEqual(marked.toSorted());
  expect(counted.implemented + marked.length).toBe(counted.total);
  await server.close();
});
