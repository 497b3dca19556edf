import { type OperationName, operations } from "#generated/operations.ts";
import { createContracts } from "../api/validate.ts";
import type { Exchange, ExchangeFile } from "./exchange-file.ts";
import { runExchange } from "./run-exchange.ts";

export interface ExchangeResult {
  readonly name: string;
  readonly outcome: "passed" | "failed" | "pending";
  readonly problems: readonly string[];
}

/** One operation: it passes only if it has exchanges and all of them pass. */
export interface OperationResult {
  readonly operation: OperationName;
  readonly domain: string;
  readonly passed: boolean;
  readonly exchanges: readonly ExchangeResult[];
}

/** Replays all exchanges of the files on the server, which loses its state. */
export async function runConformance(url: string, files: readonly ExchangeFile[]): Promise<OperationResult[]> {
  const server = { url, contractOf: createContracts() };
  const results: OperationResult[] = [];
  for (const file of files) {
    const exchanges: ExchangeResult[] = [];
    for (const exchange of file.exchanges) exchanges.push(await resultOf(exchange, () => runExchange(server, file, exchange)));
    results.push(resultOfOperation(file.operation as OperationName, exchanges));
  }
  return results;
}

async function resultOf({ name, pending }: Exchange, run: () => Promise<string[]>): Promise<ExchangeResult> {
  if (pending !== undefined) return { name, outcome: "pending", problems: [pending] };
  const problems = await run();
  return { name, outcome: problems.length === 0 ? "passed" : "failed", problems };
}

export function resultOfOperation(operation: OperationName, exchanges: readonly ExchangeResult[]): OperationResult {
  const counted = exchanges.filter(({ outcome }) => outcome !== "pending");
  return {
    operation,
    domain: operations[operation].domain,
    exchanges,
    passed: counted.length > 0 && counted.every(({ outcome }) => outcome === "passed"),
  };
}

/** The conformance table as Markdown: a row per domain, and what is missing by name. */
export function conformanceTable(results: readonly OperationResult[]): string {
  const names = Object.keys(operations) as OperationName[];
  const domains = [...new Set(names.map((name) => operations[name].domain))].sort();
  const passed = new Set(results.filter((result) => result.passed).map(({ operation }) => operation));
  const rows = domains.map((domain) => {
    const all = names.filter((name) => operations[name].domain === domain);
    const missing = all.filter((name) => !passed.has(name));
    const exchanges = results.filter((result) => result.domain === domain).flatMap((result) => result.exchanges);
    const green = exchanges.filter(({ outcome }) => outcome === "passed").length;
    return `| ${domain} | ${all.length - missing.length} of ${all.length} | ${green} of ${exchanges.length} | ${missing.join(", ") || "–"} |`;
  });
  return [
    "| domain | operations that pass | exchanges | not passing, or example only |",
    "|---|---|---|---|",
    ...rows,
    `| **all** | **${passed.size} of ${names.length}** | | |`,
  ].join("\n");
}
