import { type OperationName, operations } from "#generated/operations.ts";
import type { Exchange, ExchangeFile } from "./exchange-file.ts";
import { createJudge } from "./judge.ts";
import { rockpoolTarget } from "./rockpool-target.ts";
import { runExchange } from "./run-exchange.ts";

export interface ExchangeResult {
  readonly name: string;
  readonly outcome: "passed" | "failed" | "pending";
  readonly problems: readonly string[];
}

/** One operation, or an endpoint beside the API: it passes only if it has exchanges and all of them pass. */
export interface OperationResult {
  readonly operation: string;
  readonly domain: string;
  readonly passed: boolean;
  readonly exchanges: readonly ExchangeResult[];
}

/** Replays all exchanges of the files on the server, which loses its state. */
export async function runConformance(url: string, files: readonly ExchangeFile[]): Promise<OperationResult[]> {
  const court = { target: rockpoolTarget(url), judge: createJudge() };
  const results: OperationResult[] = [];
  for (const file of files) {
    const exchanges: ExchangeResult[] = [];
    for (const exchange of file.exchanges) exchanges.push(await resultOf(exchange, () => runExchange(court, file, exchange)));
    results.push(resultOfOperation(file.operation, exchanges));
  }
  return results;
}

async function resultOf({ name, pending }: Exchange, run: () => Promise<string[]>): Promise<ExchangeResult> {
  if (pending !== undefined) return { name, outcome: "pending", problems: [pending] };
  const problems = await run();
  return { name, outcome: problems.length === 0 ? "passed" : "failed", problems };
}

const ENDPOINTS = "endpoints beside the API";

export function resultOfOperation(operation: string, exchanges: readonly ExchangeResult[]): OperationResult {
  const counted = exchanges.filter(({ outcome }) => outcome !== "pending");
  return {
    operation,
    domain: isOperation(operation) ? operations[operation].domain : ENDPOINTS,
    exchanges,
    passed: counted.length > 0 && counted.every(({ outcome }) => outcome === "passed"),
  };
}

const isOperation = (name: string): name is OperationName => Object.hasOwn(operations, name);

/** The conformance table as Markdown: a row per domain, and what is missing by name. Endpoints have a row where there are any. */
export function conformanceTable(results: readonly OperationResult[]): string {
  const names = Object.keys(operations) as OperationName[];
  const domains = [...new Set(names.map((name) => operations[name].domain))].sort();
  const endpoints = results.filter(({ domain }) => domain === ENDPOINTS).map(({ operation }) => operation);
  const passed = new Set(results.filter((result) => result.passed).map(({ operation }) => operation));
  const row = (domain: string, all: readonly string[]) => {
    const missing = all.filter((name) => !passed.has(name));
    const exchanges = results.filter((result) => result.domain === domain).flatMap((result) => result.exchanges);
    const green = exchanges.filter(({ outcome }) => outcome === "passed").length;
    return `| ${domain} | ${all.length - missing.length} of ${all.length} | ${green} of ${exchanges.length} | ${missing.join(", ") || "–"} |`;
  };
  return [
    "| domain | operations that pass | exchanges | not passing, or example only |",
    "|---|---|---|---|",
    ...domains.map((domain) =>
      row(
        domain,
        names.filter((name) => operations[name].domain === domain),
      ),
    ),
    `| **all** | **${names.filter((name) => passed.has(name)).length} of ${names.length}** | | |`,
    ...(endpoints.length > 0 ? [row(ENDPOINTS, endpoints)] : []),
  ].join("\n");
}
