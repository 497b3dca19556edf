import { describe, expect, test } from "vitest";
import { operations } from "#generated/operations.ts";
import { faultsOf, prepare, readChains, waysOf } from "../support/chains.ts";
import { useTestServer } from "../support/server.ts";

const AT_ONCE = 10;
const server = await useTestServer();
/** No exchange ends in its success, which needs a document that somebody else serves. */
const NO_SUCCESS: readonly string[] = ["UpdateClientMetadataURLState"];
const chosen = waysOf(await readChains());

describe("ten times at once with the same input, an operation answers no fault and no error that it does not declare", () => {
  test.each(chosen)("$name", async (chain) => {
    const input = await prepare(server, chain);
    const faults = await Promise.all(Array.from({ length: AT_ONCE }, () => faultsOf(server, chain, input)));
    expect(faults.flat()).toEqual([]);
  });

  test("every operation that is served was asked", () => {
    const exampleOnly = new Set(server.control.health().operations.exampleOnly);
    const asked = new Set<string>([...chosen.map(({ operation }) => operation), ...NO_SUCCESS]);
    expect(Object.keys(operations).filter((name) => !asked.has(name) && !exampleOnly.has(name))).toEqual([]);
  });
});
