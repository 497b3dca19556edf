import { writeFileSync } from "node:fs";
import { operations } from "#generated/operations.ts";
import { conformanceTable, type OperationResult, runConformance } from "../contract/conformance.ts";
import { readExchangeFiles } from "../contract/exchange-file.ts";
import { startRockpool } from "../index.ts";
import { UsageError } from "../options/table.ts";
import { readArguments } from "./arguments.ts";
import { request, serverAddress } from "./transfer.ts";

/** Replays the exchanges of spec/examples and prints the conformance table. @returns 0 where every exchange passed, else 1 */
export async function contract(args: readonly string[], print: (line: string) => void): Promise<number> {
  const { url, only, json, positionals } = readArguments(args, { url: true, contract: true });
  if (positionals.length > 0)
    throw new UsageError("rockpool contract takes options only: [--url URL] [--only OPERATION,...] [--json FILE].");
  const names = only?.split(",");
  const unknown = names?.find((name) => !Object.hasOwn(operations, name));
  if (unknown !== undefined) throw new UsageError(`--only: there is no operation ${unknown}.`);
  const results = await replay(url, names);
  for (const { operation, exchanges } of results)
    for (const { name, outcome, problems } of exchanges)
      if (outcome !== "passed") print(`${outcome}: ${operation}: ${name}\n  ${problems.join("\n  ")}`);
  print(conformanceTable(results));
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(results, null, 2)}\n`);
  return results.every(({ passed }) => passed) ? 0 : 1;
}

async function replay(url: string | undefined, names: readonly string[] | undefined): Promise<OperationResult[]> {
  const address = url === undefined ? undefined : serverAddress(url);
  const files = await readExchangeFiles(names);
  if (address !== undefined) {
    await request(address, "/_rockpool/health", {});
    return runConformance(address, files);
  }
  const server = await startRockpool({ port: 0, data: ":memory:", logLevel: "error" });
  try {
    return await runConformance(server.url, files);
  } finally {
    await server.close();
  }
}
