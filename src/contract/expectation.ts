import type { Expectation, ExpectedError } from "./exchange-file.ts";
import { differences, fillIn, valueAt, without } from "./matching.ts";

export type Variables = Record<string, unknown>;

/** What an answer says to an expectation; `errorStatus` gives the status that an error is sent with. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly errorStatus: (error: string) => number | undefined;
}

/** All that is other than expected; empty when nothing is. */
export function compare(expected: Expectation, { status, body, errorStatus }: Answer, variables: Variables): string[] {
  if (expected.error !== undefined) {
    const error = typeof expected.error === "string" ? { type: expected.error } : expected.error;
    return [...compareStatus(errorStatus(error.type), status), ...compareError(error, body, variables)];
  }
  if (status !== 200) return [`expected success, got ${status} ${JSON.stringify(body)}`];
  return compareBody(expected, body, variables);
}

/** The members that an answer has to have, and those that it must not have. */
export function compareBody(expected: Expectation, body: unknown, variables: Variables): string[] {
  const unwanted = (expected.absent ?? []).filter((path) => valueAt(body, path) !== undefined).map((path) => `${path}: should be absent`);
  if (expected.response === undefined) return unwanted;
  const left = (expected.deviations ?? []).map(({ path }) => path);
  return [...differences(without(fillIn(expected.response, variables), left), body ?? {}), ...unwanted];
}

const compareStatus = (expected: number | undefined, status: number): string[] =>
  expected === status ? [] : [`expected the status ${expected ?? "of an error that the operation has"}, got ${status}`];

function compareError({ type, message }: ExpectedError, body: unknown, variables: Variables): string[] {
  const wanted = { __type: type, ...(message === undefined ? {} : { message: fillIn(message, variables) }) };
  const { __type, message: text, Message } = (body ?? {}) as Record<string, unknown>;
  return differences(wanted, { __type, message: text ?? Message });
}

export function save(paths: Expectation["save"], answer: unknown, variables: Variables): void {
  for (const [name, path] of Object.entries(paths ?? {})) variables[name] = valueAt(answer, path);
}
