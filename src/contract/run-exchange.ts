import { type OperationName, operations } from "#generated/operations.ts";
import type { Contract } from "../api/validate.ts";
import { type Computed, computedBy } from "./computed.ts";
import type { Exchange, ExchangeFile, ExpectedError, Step } from "./exchange-file.ts";
import { differences, fillIn, valueAt, without } from "./matching.ts";
import { sendUpload, type Upload } from "./upload.ts";

/** The server that exchanges are replayed on. */
export interface Server {
  readonly url: string;
  readonly contractOf: (operation: string) => Contract;
}

interface Received {
  readonly status: number;
  readonly mediaType: string;
  readonly exampleOnly: boolean;
  readonly body: unknown;
}

const DUMMY_SIGNATURE =
  "AWS4-HMAC-SHA256 Credential=contract/20260101/us-east-1/cognito-idp/aws4_request, SignedHeaders=host;x-amz-date, Signature=0000000000000000000000000000000000000000000000000000000000000000";

/** Replays one exchange on a server without state. All that is wrong with it; empty when nothing is. */
export async function runExchange(server: Server, file: ExchangeFile, exchange: Exchange): Promise<string[]> {
  await control(server, "POST", "/reset");
  const variables: Record<string, unknown> = {};
  const operation = file.operation as OperationName;
  try {
    for (const step of [...(file.background ?? []), ...(exchange.given ?? [])]) await runStep(server, step, variables);
    const received = await call(server, operation, { input: fillIn(exchange.request, variables), auth: exchange.auth });
    save(exchange.save, received.body, variables);
    const problems = [...(await contractProblems(server, operation, received)), ...compare(exchange, received, variables)];
    if (problems.length > 0) return problems;
    for (const step of exchange.then ?? []) await runStep(server, step, variables);
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

async function runStep(server: Server, step: Step, variables: Record<string, unknown>): Promise<void> {
  if (step.clock) return moveClock(server, step.clock);
  if (step.message) return readMessage(server, step.message, variables);
  if (step.compute) return compute(server, step.compute, variables);
  if (step.upload) return sendUpload(fillIn(step.upload, variables) as Upload);
  const operation = Object.keys(step).find((key) => Object.hasOwn(operations, key)) as OperationName | undefined;
  if (!operation) throw new Error(`a step names no operation: ${Object.keys(step).join(", ")}`);
  for (let round = 0; round < (step.repeat ?? 1); round += 1) {
    const received = await call(server, operation, { input: fillIn(step[operation], variables), auth: step.auth });
    const problems = [...(await contractProblems(server, operation, received)), ...compare(step, received, variables)];
    if (problems.length > 0) throw new Error(`step ${operation}: ${problems.join("; ")}`);
    save(step.save, received.body, variables);
  }
}

async function call({ url }: Server, operation: OperationName, { input, auth }: { input: unknown; auth?: "none" }): Promise<Received> {
  const signed = operations[operation].iam && auth !== "none";
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
      ...(signed ? { authorization: DUMMY_SIGNATURE } : {}),
    },
    body: JSON.stringify(input ?? {}),
  });
  const text = await response.text();
  return {
    status: response.status,
    mediaType: response.headers.get("content-type") ?? "",
    exampleOnly: response.headers.has("x-rockpool-example-only"),
    body: text === "" ? undefined : JSON.parse(text),
  };
}

/** Status, media type and the closed schema of that status, whatever was expected. */
async function contractProblems(
  { contractOf }: Server,
  operation: string,
  { status, mediaType, exampleOnly, body }: Received,
): Promise<string[]> {
  const problems = [...(await contractOf(operation).problems(status, body as object | undefined))].map((problem) => `contract: ${problem}`);
  if (mediaType !== "application/x-amz-json-1.1") problems.push(`media type is ${mediaType || "missing"}`);
  if (exampleOnly) problems.push("the operation only answers its example");
  return problems;
}

type Expected = Pick<Exchange, "response" | "absent" | "error" | "deviations">;

function compare(expected: Expected, { status, body }: Received, variables: Record<string, unknown>): string[] {
  if (expected.error !== undefined) return compareError(expected.error, body, variables);
  if (status !== 200) return [`expected success, got ${status} ${JSON.stringify(body)}`];
  const wanted = without(
    fillIn(expected.response, variables),
    (expected.deviations ?? []).map(({ path }) => path),
  );
  const unwanted = (expected.absent ?? []).filter((path) => valueAt(body, path) !== undefined).map((path) => `${path}: should be absent`);
  return [...(expected.response === undefined ? [] : differences(wanted, body ?? {})), ...unwanted];
}

function compareError(error: string | ExpectedError, body: unknown, variables: Record<string, unknown>): string[] {
  const { type, message } = typeof error === "string" ? { type: error, message: undefined } : error;
  const wanted = { __type: type, ...(message === undefined ? {} : { message: fillIn(message, variables) }) };
  const { __type, message: text, Message } = (body ?? {}) as Record<string, unknown>;
  return differences(wanted, { __type, message: text ?? Message });
}

function save(paths: Exchange["save"], body: unknown, variables: Record<string, unknown>): void {
  for (const [name, path] of Object.entries(paths ?? {})) variables[name] = valueAt(body, path);
}

async function moveClock(server: Server, { advanceSeconds, freeze }: NonNullable<Step["clock"]>): Promise<void> {
  const { offsetSeconds } = (await control(server, "GET", "/clock")) as { offsetSeconds: number };
  await control(server, "PUT", "/clock", {
    offsetSeconds: offsetSeconds + (advanceSeconds ?? 0),
    ...(freeze === undefined ? {} : { frozen: freeze }),
  });
}

async function readMessage(
  server: Server,
  { username, destination, save: paths }: NonNullable<Step["message"]>,
  variables: Record<string, unknown>,
): Promise<void> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ username, destination }))
    if (value !== undefined) query.set(name, String(fillIn(value, variables)));
  const [newest] = (await control(server, "GET", `/messages?${query}`)) as unknown[];
  if (newest === undefined) throw new Error(`there is no message for ${query}`);
  save(paths, newest, variables);
}

async function compute(
  server: Server,
  { save: paths, ...wanted }: NonNullable<Step["compute"]>,
  variables: Record<string, unknown>,
): Promise<void> {
  const { now } = (await control(server, "GET", "/clock")) as { now: string };
  save(paths, computedBy(fillIn(wanted, variables) as Computed, Date.parse(now)), variables);
}

async function control({ url }: Server, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${url}/_rockpool${path}`, {
    method,
    body: body && JSON.stringify(body),
    headers: body && { "content-type": "application/json" },
  });
  if (!response.ok) throw new Error(`${method} /_rockpool${path} answered ${response.status}: ${await response.text()}`);
  const text = await response.text();
  return text === "" ? undefined : JSON.parse(text);
}
