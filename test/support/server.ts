import { afterAll, beforeEach } from "vitest";
import { type OperationName, operations } from "#generated/operations.ts";
import { type Substitutes, startApp } from "#src/app.ts";
import { completeOptions } from "#src/options/config.ts";
import type { RockpoolOptions } from "#src/options/table.ts";
import type { Answered, InputOf, OutputOf } from "./api-client.ts";
import { recurringKeys } from "./rsa-keys.ts";

const generateKey = recurringKeys(4);

export interface WireAnswer {
  readonly status: number;
  readonly headers: Headers;
  // The wire is what tests look at, whatever its type.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

export const SIGNATURE =
  "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/cognito-idp/aws4_request, SignedHeaders=host;x-amz-date, Signature=00";

/** A server of its own on a free port, on a memory store unless told otherwise. */
export async function startTestServer(options: Partial<RockpoolOptions> = {}, substitutes: Substitutes = {}) {
  const app = await startApp(completeOptions({ port: 0, data: ":memory:", logLevel: "error", cryptoThreads: 0, ...options }), {
    generateKey,
    ...substitutes,
  });
  const send = async (operation: OperationName, input: unknown, headers: Record<string, string> = {}): Promise<WireAnswer> => {
    const response = await fetch(app.url, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
        ...(operations[operation].iam ? { authorization: SIGNATURE } : {}),
        ...headers,
      },
      body: typeof input === "string" ? input : JSON.stringify(input),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) };
  };
  return {
    ...app,
    send,
    /** Calls an operation that has to succeed, and gives its output. */
    call: async <Op extends OperationName>(operation: Op, input: InputOf<Op>): Promise<Answered<OutputOf<Op>>> => {
      const { status, body } = await send(operation, input);
      if (status !== 200) throw new Error(`${operation} answered ${status}: ${JSON.stringify(body)}`);
      return body as Answered<OutputOf<Op>>;
    },
    /** Calls an operation that has to fail, and gives `{__type, message}`. */
    refusal: async <Op extends OperationName>(operation: Op, input: InputOf<Op>) => {
      const { status, body } = await send(operation, input);
      if (status === 200) throw new Error(`${operation} succeeded: ${JSON.stringify(body)}`);
      return body as { __type: string; message?: string };
    },
    /** The code of the newest message to a user. */
    sentCode: async (username = "ada"): Promise<string> => {
      const [message] = await app.control.messages({ username });
      if (message?.code === undefined) throw new Error(`the newest message to ${username} holds no code`);
      return message.code;
    },
    advance: (seconds: number) => app.services.clock.set({ offsetMs: app.services.clock.offsetMs + seconds * 1000 }),
  };
}

export type TestServer = Awaited<ReturnType<typeof startTestServer>>;

/** A server for a test file: without state before each test, closed after the last; answers that broke the contract fail it. */
export async function useTestServer(options?: Partial<RockpoolOptions>, substitutes?: Substitutes): Promise<TestServer> {
  const server = await startTestServer(options, substitutes);
  beforeEach(() => server.control.reset());
  afterAll(async () => {
    const { contractViolations } = server.control.health();
    await server.close();
    if (contractViolations) throw new Error(`${contractViolations} answers broke the contract; the log says which`);
  });
  return server;
}
