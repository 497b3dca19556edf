import { expect, test } from "vitest";
import { type OperationName, operations } from "#generated/operations.ts";
import { createDispatcher } from "#src/api/dispatch.ts";
import { createValidators } from "#src/api/validate.ts";
import type { Context } from "#src/context.ts";
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
    if (example || operations[name].output === "none") expect([name, await validatorOf(name).problems(200, example)]).toEqual([name, []]);
  }
});

test("health and the answer's header name what only answers an example", async () => {
  const server = await startTestServer();
  const { operations: counted } = server.control.health();
  expect(counted.implemented + (counted.exampleOnly?.length ?? 0)).toBe(counted.total);
  for (const name of Object.keys(operations) as OperationName[]) {
    const { headers } = await server.send(name, {});
    if (headers.has("x-rockpool-example-only")) expect(counted.exampleOnly).toContain(name);
  }
  await server.close();
});
