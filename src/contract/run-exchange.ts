import type { OperationName } from "#generated/operations.ts";
import type { Exchange, ExchangeFile } from "./exchange-file.ts";
import { type HttpRequest, mergedRequest } from "./http-step.ts";
import type { Judge } from "./judge.ts";
import { callAndCompare, runStep, type Stage, sendAndCompare } from "./steps.ts";
import type { Target } from "./target.ts";

/** Where exchanges are replayed, and who says what is wrong. */
export interface Court {
  readonly target: Target;
  readonly judge: Judge;
}

/** Replays one exchange on a target without state. All that is wrong with it; empty when nothing is. */
export async function runExchange({ target, judge }: Court, file: ExchangeFile, exchange: Exchange): Promise<string[]> {
  const stage: Stage = { target, judge, variables: {}, jar: new Map() };
  try {
    await target.reset();
    for (const step of [...(file.background ?? []), ...(exchange.given ?? [])]) await runStep(stage, step);
    const problems = file.endpoint
      ? await sendAndCompare(stage, mergedRequest(file.endpoint, exchange.request as Partial<HttpRequest>), exchange)
      : await callAndCompare(stage, file.operation as OperationName, exchange);
    if (problems.length > 0) return problems;
    for (const step of exchange.then ?? []) await runStep(stage, step);
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}
