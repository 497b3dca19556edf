import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeEach } from "vitest";

/** An event as a function gets it. */
export interface TriggerEvent {
  readonly version: string;
  readonly userName: string;
  readonly callerContext: { readonly awsSdkVersion: string; readonly clientId: string };
  readonly triggerSource: string;
  // The event is what tests look at, whatever its type.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly request: any;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly response: any;
  readonly [member: string]: unknown;
}

/** Gives what the function returns; what it throws is the function's own error, or Lambda's where it is a LambdaRefusal. */
export type LambdaFunction = (event: TriggerEvent) => unknown;

/** Lambda refuses to run the function. */
export class LambdaRefusal extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
  ) {
    super(code);
  }
}

/** What a function answers that leaves the default in place, or fills in members of `response`. */
export const answering =
  (response: object = {}): LambdaFunction =>
  (event) => ({ ...event, response: { ...event.response, ...response } });

export const functionArn = (name: string): string => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;

/** An answer that is sent as it is. */
export class RawAnswer {
  constructor(readonly text: string) {}
}

/** Lambda's Invoke API, played by a small HTTP server: functions by name, and every event that came in. */
export async function startLambda() {
  const functions = new Map<string, LambdaFunction>();
  const events: TriggerEvent[] = [];
  const kinds: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const [, version, , arn = "", action] = (request.url ?? "").split("/").map(decodeURIComponent);
      const run = functions.get(arn.split(":")[6] ?? arn);
      const event = JSON.parse(Buffer.concat(chunks).toString()) as TriggerEvent;
      if (request.method !== "POST" || version !== "2015-03-31" || action !== "invocations" || !run)
        return void response.writeHead(404, { "x-amzn-errortype": "ResourceNotFoundException" }).end("{}");
      events.push(event);
      kinds.push(String(request.headers["x-amz-invocation-type"]));
      void answer(run, event).then(({ status, headers, body }) => response.writeHead(status, headers).end(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** What came in, oldest first. */
    events,
    /** How each event came in: RequestResponse or Event. */
    kinds,
    define: (name: string, run: LambdaFunction) => void functions.set(name, run),
    sources: () => events.map(({ triggerSource }) => triggerSource),
    clear: () => {
      functions.clear();
      events.length = 0;
      kinds.length = 0;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function answer(
  run: LambdaFunction,
  event: TriggerEvent,
): Promise<{ status: number; headers?: Record<string, string>; body: string }> {
  try {
    const answered = (await run(event)) ?? null;
    return { status: 200, body: answered instanceof RawAnswer ? answered.text : JSON.stringify(answered) };
  } catch (error) {
    if (error instanceof LambdaRefusal)
      return { status: error.status, headers: { "x-amzn-errortype": error.code }, body: JSON.stringify({ message: "no" }) };
    return {
      status: 200,
      headers: { "x-amz-function-error": "Unhandled" },
      body: JSON.stringify({ errorType: "Error", errorMessage: (error as Error).message }),
    };
  }
}

/** Lambda for a test file: empty before each test, closed after the last. */
export async function useLambda() {
  const lambda = await startLambda();
  beforeEach(lambda.clear);
  afterAll(lambda.close);
  return lambda;
}

export type Lambda = Awaited<ReturnType<typeof startLambda>>;
