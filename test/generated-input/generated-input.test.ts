import { randomInt } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OperationName, operations } from "#generated/operations.ts";
import { createValidators } from "#src/api/validate.ts";
import { startTestServer, type WireAnswer } from "../support/server.ts";
import { inputSchemasOf } from "./contract-schemas.ts";
import { type OddBody, oddBodiesOf } from "./odd-body.ts";
import { faultsOf, withFault } from "./one-fault.ts";
import { CODE, type Population, populate } from "./populated.ts";
import { validInput } from "./valid-input.ts";

/** `ROCKPOOL_SEED` repeats a run: the inputs are the same but for the ids and tokens of the server in them. */
const seed = Number(process.env["ROCKPOOL_SEED"] ?? randomInt(2 ** 31));
const TOTAL = Number(process.env["ROCKPOOL_INPUTS"] ?? 10_000);
/** A new population every so often: some operations take away what the next inputs need. */
const PER_POPULATION = 60;
const IN_FLIGHT = 8;

const server = await startTestServer({ fixedCode: CODE });
const validatorOf = createValidators();
const exampleOnly = new Set<string>(server.control.health().operations.exampleOnly);
const implemented = (Object.keys(operations) as OperationName[]).filter((name) => !exampleOnly.has(name));
const perOperation = Math.ceil(TOTAL / implemented.length);
const sent: Record<string, number> = {};
const taken = new Map<OperationName, number>();

interface Request {
  readonly kind: string;
  readonly body: string;
  /** The refusal that has to come; "valid" must not be refused as badly formed. */
  readonly expected: "valid" | "anything" | "InvalidParameterException" | OddBody["refusal"];
}

const BADLY_FORMED = /^\d+ validation errors? detected: /;
/** Not in the contract, for there are pools without passwords; all others insist on one. */
const PASSWORD_WANTED = "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must not be null";
const PROTOCOL_ERRORS = ["SerializationException", "RequestEntityTooLargeException", "InvalidParameterException"];

/** What is wrong with an answer, in words; empty when nothing is. */
async function problemsOf(
  operation: OperationName,
  { expected }: Request,
  { status, body, headers }: WireAnswer,
): Promise<readonly string[]> {
  // A body that is too large is refused in front of the API, which no contract speaks of.
  const problems = status === 413 ? [] : [...(await validatorOf(operation).problems(status, body))];
  if (headers.get("x-amzn-requestid") === null) problems.push("no request id");
  if (status === 200) return [...problems, ...(expected === "valid" || expected === "anything" ? [] : [`taken, but ${expected} was due`])];
  const type = body.__type as string;
  const declared: readonly string[] = operations[operation].errors;
  if (status !== 400 && !(status === 413 && expected === "RequestEntityTooLargeException")) problems.push(`status ${status}`);
  if (!declared.includes(type) && !PROTOCOL_ERRORS.includes(type)) problems.push(`${type} is not declared`);
  const badlyFormed = type === "SerializationException" || BADLY_FORMED.test(body.message);
  if (expected === "valid" && badlyFormed && body.message !== PASSWORD_WANTED) problems.push("a valid input was refused as badly formed");
  if (expected === "InvalidParameterException" && !(badlyFormed && type === expected))
    problems.push("a broken constraint was not refused as one");
  if (expected?.endsWith("Exception") && type !== expected) problems.push(`${expected} was due`);
  return problems;
}

/** Valid inputs, inputs with one fault, and odd bodies, in turn. */
function requestsOf(
  operation: OperationName,
  { known, recipes }: Population,
  run: { seed: number; count: number; withOdd: boolean },
): Request[] {
  const schemas = inputSchemasOf(operation);
  const inputs = fc.sample(fc.tuple(validInput(schemas, known, recipes[operation]), fc.nat()), { seed: run.seed, numRuns: run.count });
  const wellFormed = inputs.map(([input, pick], index): Request => {
    const plain: unknown = JSON.parse(JSON.stringify(input));
    const faults = index % 5 < 2 ? [] : faultsOf(schemas, plain);
    const fault = faults[pick % faults.length];
    if (!fault) return { kind: "valid", body: JSON.stringify(plain), expected: "valid" };
    return { kind: `${fault.kind} at ${fault.path.join(".")}`, body: JSON.stringify(withFault(plain, fault)), expected: fault.refusal };
  });
  if (!run.withOdd) return wellFormed;
  const odd = oddBodiesOf(inputs[0]![0] as object).map(
    ({ kind, body, refusal }): Request => ({ kind, body, expected: refusal ?? "anything" }),
  );
  return [...wellFormed, ...odd];
}

async function trySome(operation: OperationName, requests: readonly Request[]): Promise<string[]> {
  const failures: string[] = [];
  const waiting = [...requests];
  const worker = async () => {
    for (let request = waiting.shift(); request; request = waiting.shift()) {
      const { kind, body, expected } = request;
      const answer = await server.send(operation, body);
      if (answer.status === 200) taken.set(operation, (taken.get(operation) ?? 0) + 1);
      const problems = await problemsOf(operation, request, answer);
      sent[expected ?? "anything"] = (sent[expected ?? "anything"] ?? 0) + 1;
      if (problems.length > 0)
        failures.push(
          `${kind}: ${problems.join("; ")}\n  sent ${body.slice(0, 500)}\n  got ${answer.status} ${JSON.stringify(answer.body).slice(0, 500)}`,
        );
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  return failures;
}

beforeAll(() => console.log(`generated inputs: ROCKPOOL_SEED=${seed}`));
afterAll(() => server.close());

describe(`generated inputs, seed ${seed}`, () => {
  test.each(implemented)("%s answers every input as its contract says", async (operation) => {
    const failures: string[] = [];
    const before = server.control.health().contractViolations;
    for (let done = 0; done < perOperation; done += PER_POPULATION) {
      await server.control.reset();
      const population = await populate(server);
      const run = { seed: seed + done, count: Math.min(PER_POPULATION, perOperation - done), withOdd: done === 0 };
      failures.push(...(await trySome(operation, requestsOf(operation, population, run))));
    }
    expect(failures).toEqual([]);
    expect(server.control.health().contractViolations).toBe(before);
  });

  test("at least 10,000 inputs were sent, of every sort", () => {
    const refusedAll = implemented.filter((name) => !taken.has(name));
    console.log("generated inputs sent:", sent, "operations that took none of theirs:", refusedAll);
    expect(Object.values(sent).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(TOTAL);
    expect(Math.min(...Object.values(sent))).toBeGreaterThanOrEqual(implemented.length);
  });
});
