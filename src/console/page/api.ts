import type { OperationName, Operations, operations } from "#generated/operations.ts";
import { sign } from "./sign.ts";

type Handler<Op extends OperationName> = Operations<unknown>[(typeof operations)[Op]["handler"]];
export type InputOf<Op extends OperationName> = Parameters<Handler<Op>>[0];
export type OutputOf<Op extends OperationName> = Awaited<ReturnType<Handler<Op>>>;
export type { OperationName };

/** What the server refused a call with: the API's own error, or that it cannot be reached. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Calls an operation of the API as any program does. @throws Refusal */
export async function call<Op extends OperationName>(operation: Op, input: InputOf<Op>): Promise<OutputOf<Op>> {
  return (await send(operation, input)) as OutputOf<Op>;
}

/** The same for an operation that only its name is known of. */
export async function send(operation: string, input: unknown): Promise<unknown> {
  const body = JSON.stringify(input);
  const target = `AWSCognitoIdentityProviderService.${operation}`;
  const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": target };
  const url = new URL("/", location.href).href;
  const response = await reach(url, { method: "POST", body, headers: await sign(url, headers, body) });
  const text = await response.text();
  const answer = text === "" ? undefined : (JSON.parse(text) as { __type?: string; message?: string });
  if (response.ok) return answer;
  throw new Refusal(answer?.__type ?? `Status ${response.status}`, answer?.message ?? "");
}

/** @throws Refusal where there is no server */
export async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { cache: "no-store", ...init });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new Refusal("No answer", "The server cannot be reached.");
  }
}

/** What went wrong, in words for whoever sits in front of the page. */
export const wordsOf = (error: unknown): string =>
  error instanceof Refusal ? (error.message === "" ? error.code : error.message) : error instanceof Error ? error.message : String(error);
