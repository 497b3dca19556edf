import { afterAll, describe, expect, test } from "vitest";
import { operations } from "#generated/operations.ts";
import { readExchangeFiles } from "#src/commands/contract/exchange-file.ts";
import { runExchange } from "#src/commands/contract/run-exchange.ts";
import { createContracts } from "#src/http/validate.ts";
import { startTestServer } from "../support/server.ts";

const files = await readExchangeFiles();
const server = await startTestServer();
afterAll(() => server.close());
const target = { url: server.url, contractOf: createContracts() };

describe.each(files)("$operation", (file) => {
  for (const exchange of file.exchanges) {
    if (exchange.pending) continue;
    test(exchange.name, async () => {
      expect(await runExchange(target, file, exchange)).toEqual([]);
    });
  }

  test("every declared error has an exchange, or a reason why it cannot be provoked", () => {
    const provoked = file.exchanges.map(({ error }) => (typeof error === "string" ? error : error?.type));
    const accounted = new Set([...provoked, ...Object.keys(file.unprovoked ?? {})]);
    const declared: readonly string[] = operations[file.operation as keyof typeof operations].errors;
    expect(declared.filter((error) => !accounted.has(error))).toEqual([]);
  });
});

test("no answer broke the contract", () => {
  expect(server.control.health().contractViolations).toBe(0);
});
