import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { type OperationName, operations } from "#generated/operations.ts";
import { conformanceTable, type ExchangeResult, resultOfOperation } from "#src/contract/conformance.ts";
import { readExchangeFiles } from "#src/contract/exchange-file.ts";
import { createJudge } from "#src/contract/judge.ts";
import { rockpoolTarget } from "#src/contract/rockpool-target.ts";
import { runExchange } from "#src/contract/run-exchange.ts";
import { optionsAsMarkdown } from "#src/options/text.ts";
import { startTestServer } from "../support/server.ts";

const files = await readExchangeFiles();
const server = await startTestServer();
afterAll(() => server.close());
const court = { target: rockpoolTarget(server.url), judge: createJudge() };
const results = new Map<string, ExchangeResult[]>();

describe.each(files)("$operation", (file) => {
  const collected: ExchangeResult[] = [];
  results.set(file.operation, collected);

  for (const exchange of file.exchanges) {
    if (exchange.pending) {
      collected.push({ name: exchange.name, outcome: "pending", problems: [exchange.pending] });
      continue;
    }
    test(exchange.name, async () => {
      const problems = await runExchange(court, file, exchange);
      collected.push({ name: exchange.name, outcome: problems.length === 0 ? "passed" : "failed", problems });
      expect(problems).toEqual([]);
    });
  }

  if (file.endpoint) return;
  test("every declared error has an exchange, or a reason why it cannot be provoked", () => {
    const provoked = file.exchanges.map(({ error }) => (typeof error === "string" ? error : error?.type));
    const accounted = new Set([...provoked, ...Object.keys(file.unprovoked ?? {})]);
    const declared: readonly string[] = operations[file.operation as OperationName].errors;
    expect(declared.filter((error) => !accounted.has(error))).toEqual([]);
  });
});

test("no answer broke the contract", () => {
  expect(server.control.health().contractViolations).toBe(0);
});

describe("README", () => {
  const readme = new URL("../../README.md", import.meta.url);
  const embedded = (name: string): string | undefined =>
    readFileSync(readme, "utf8").match(new RegExp(`<!-- ${name} -->\n\n(.*?)\n\n<!-- /${name} -->`, "s"))?.[1];
  /** With ROCKPOOL_UPDATE_README=1 the text is written instead of compared. */
  const expectEmbedded = (name: string, text: string) => {
    if (process.env["ROCKPOOL_UPDATE_README"] !== "1") return expect(embedded(name)).toBe(text);
    const updated = readFileSync(readme, "utf8").replace(
      new RegExp(`(<!-- ${name} -->\n\n).*?(\n\n<!-- /${name} -->)`, "s"),
      (_, before: string, after: string) => before + text + after,
    );
    writeFileSync(readme, updated);
  };

  test("shows the conformance table of this very run", () => {
    expectEmbedded("conformance", conformanceTable([...results].map(([operation, exchanges]) => resultOfOperation(operation, exchanges))));
  });

  test("shows the table of options", () => {
    expectEmbedded("options", optionsAsMarkdown());
  });
});
