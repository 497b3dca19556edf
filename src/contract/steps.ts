import type { OperationName } from "#generated/operations.ts";
import { operations } from "#generated/operations.ts";
import { type Computed, computedBy } from "./computed.ts";
import { endpointProblems } from "./endpoint-judge.ts";
import type { Expectation, Step } from "./exchange-file.ts";
import { compare, save, type Variables } from "./expectation.ts";
import { compareHttp, type HttpRequest, type Jar, readable, sendHttp } from "./http-step.ts";
import type { Judge } from "./judge.ts";
import { fillIn } from "./matching.ts";
import type { Target } from "./target.ts";
import { sendUpload, type Upload } from "./upload.ts";

/** What one exchange is replayed with: it knows what it saved, and keeps its cookies as one browser would. */
export interface Stage {
  readonly target: Target;
  readonly judge: Judge;
  readonly variables: Variables;
  readonly jar: Jar;
}

/** Runs one step and throws with all that is wrong with it. */
type Run = (stage: Stage, step: Step) => Promise<void>;

/** The kinds of steps, by the member that names them; every other step is a call of an operation. */
const KINDS: Readonly<Record<string, Run>> = {
  clock: ({ target }, { clock }) => target.moveClock(clock!),
  message: async ({ target, variables }, { message }) => {
    const { save: paths, ...to } = message!;
    save(paths, await target.newestMessage(fillIn(to, variables) as typeof to), variables);
  },
  compute: async ({ target, variables }, { compute }) => {
    const { save: paths, ...wanted } = compute!;
    save(paths, computedBy(fillIn(wanted, variables) as Computed, await target.now()), variables);
  },
  upload: ({ variables }, { upload }) => sendUpload(fillIn(upload, variables) as Upload),
  http: async (stage, step) => {
    const problems = await sendAndCompare(stage, step.http!, step);
    if (problems.length > 0) throw new Error(`step ${step.http!.method ?? "GET"} ${step.http!.path}: ${problems.join("; ")}`);
  },
};

export async function runStep(stage: Stage, step: Step): Promise<void> {
  const kind = Object.keys(step).find((key) => Object.hasOwn(KINDS, key));
  const run = kind === undefined ? callOperation : KINDS[kind]!;
  for (let round = 0; round < (step.repeat ?? 1); round += 1) await run(stage, step);
}

async function callOperation(stage: Stage, step: Step): Promise<void> {
  const operation = Object.keys(step).find((key) => Object.hasOwn(operations, key)) as OperationName | undefined;
  if (!operation) throw new Error(`a step names no operation: ${Object.keys(step).join(", ")}`);
  const problems = await callAndCompare(stage, operation, { ...step, request: step[operation] });
  if (problems.length > 0) throw new Error(`step ${operation}: ${problems.join("; ")}`);
}

type Asked = Expectation & { readonly request: unknown };

/** Calls an operation, and tells what is wrong with the answer: by its contract, whatever was expected, and by what was expected. */
export async function callAndCompare({ target, judge, variables }: Stage, operation: OperationName, asked: Asked): Promise<string[]> {
  const received = await target.call({ operation, input: fillIn(asked.request, variables), anonymous: asked.auth === "none" });
  save(asked.save, received.body, variables);
  const answer = { ...received, errorStatus: (error: string) => judge.statusOf(operation, error) };
  return [
    ...judge.problems(operation, received),
    ...(received.exampleOnly ? ["the operation only answers its example"] : []),
    ...compare(asked, answer, variables),
  ];
}

/** Sends a request to an endpoint beside the API, and tells what about the answer was not expected. */
export async function sendAndCompare({ target, variables, jar }: Stage, request: HttpRequest, expected: Expectation): Promise<string[]> {
  const sent = fillIn(request, variables) as HttpRequest;
  const received = await sendHttp(target.url, sent, jar);
  save(expected.save, readable(received), variables);
  return [...(await endpointProblems(sent, received)), ...compareHttp(expected, received, variables)];
}
