import type { IncomingMessage, ServerResponse } from "node:http";
import { type CognitoError, InvalidParameterException } from "#generated/errors.ts";
import { MEDIA_TYPE } from "#generated/operations.ts";
import { ProtocolError } from "../lib/protocol-errors.ts";
import { retryAfterOf } from "./faults.ts";

const EXPOSED = "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date";

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  /** Of answers; absent: that of the user pools API. */
  readonly mediaType?: string;
  /** The page that asks may not read the answer. */
  readonly isHidden?: boolean;
}

/** What goes out: a status, and the body or none. */
export interface Answer {
  readonly status: number;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends an answer with the headers that every answer of the API has. @returns its body */
export function reply(
  { request, response, requestId, mediaType = MEDIA_TYPE, isHidden }: Exchange,
  { status, body, headers }: Answer,
): string {
  const text = body === undefined ? "" : JSON.stringify(body);
  if (response.headersSent || response.destroyed) return text;
  const all: Record<string, string | number> = {
    "content-type": mediaType,
    "content-length": Buffer.byteLength(text),
    "x-amzn-requestid": requestId,
    ...headers,
  };
  if (request.headers.origin !== undefined && !isHidden) {
    all["access-control-allow-origin"] = "*";
    all["access-control-expose-headers"] = EXPOSED;
  }
  response.writeHead(status, all);
  response.end(text);
  return text;
}

/** A framework error has the member `Message`, or none; a modelled one `message`. */
export function errorAnswer(error: CognitoError): Answer {
  const retryAfter = retryAfterOf(error);
  return {
    status: error.status,
    body: errorBody(error),
    headers: {
      "x-amzn-errortype": `${error.code}:`,
      ...(error.message ? { "x-amzn-errormessage": headerText(error.message) } : {}),
      ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
    },
  };
}

function errorBody(error: CognitoError): object {
  const { code, message } = error;
  if (error instanceof ProtocolError) return { __type: code, ...(message ? { [error.messageMember]: message } : {}) };
  const reasonCode = error instanceof InvalidParameterException ? error.reasonCode : undefined;
  return { __type: code, message, ...(reasonCode ? { reasonCode } : {}) };
}

/** Clients give up on an answer with more than 8 or 16 KB of headers, and a message may quote a long value of the request. */
const LONGEST_HEADER = 4096;

/** A header's value may hold no line breaks and nothing outside Latin-1. */
const headerText = (message: string) =>
  message
    .slice(0, LONGEST_HEADER)
    .replace(/[^\x20-\x7e\xa0-\xff]+/g, " ")
    .trim();

/** The answer to a browser's CORS preflight. */
export function preflight({ request, response, requestId }: Exchange): void {
  response.writeHead(200, {
    "access-control-allow-origin": "*",
    "access-control-allow-headers": request.headers["access-control-request-headers"] ?? "*",
    "access-control-allow-methods": "POST",
    "access-control-expose-headers": EXPOSED,
    "access-control-max-age": "172800",
    "x-amzn-requestid": requestId,
    "content-length": 0,
  });
  response.end();
}

/** What the API host says to anything that is no call of the API. */
export function notUnderstood(exchange: Exchange): void {
  reply(exchange, {
    status: 400,
    headers: { "content-type": "application/json" },
    body: { code: "BadRequest", message: "The server did not understand the operation that was requested.", type: "client" },
  });
}
