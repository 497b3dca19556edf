import type { ServerResponse } from "node:http";

/** What goes out to a browser or to an OAuth client. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Set-Cookie headers. */
  readonly cookies?: readonly string[];
  /** An object is sent as JSON, a text as it is, with the content type among the headers. */
  readonly body?: object | string;
}

/**
 * Headers of every answer of the domain's host (measured on AWS). Its strict-transport-security is left out: for a name
 * such as localhost it would lock the browser out of every other server of the machine.
 */
const HEADERS = {
  "cache-control": "no-cache, no-store, max-age=0, must-revalidate",
  pragma: "no-cache",
  expires: "0",
  "x-content-type-options": "nosniff",
  "x-xss-protection": "1; mode=block",
  "x-frame-options": "DENY",
} as const;

export const JSON_TYPE = "application/json;charset=UTF-8";
export const HTML_TYPE = "text/html;charset=UTF-8";

export const jsonAnswer = (status: number, body: object, headers: Answer["headers"] = {}): Answer => ({ status, headers, body });

export const redirect = (location: string, cookies: readonly string[] = []): Answer => ({
  status: 302,
  headers: { location: headerUrl(location) },
  cookies,
});

/** A callback may have letters of any alphabet; a header has ASCII without blanks and line breaks. */
const headerUrl = (url: string): string => url.replace(/\p{Surrogate}/gu, "").replace(/[^\x21-\x7e]/gu, encodeURIComponent);

/** An address with parameters added, blanks as plus signs, those without a value left out. */
export function withParameters(url: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const present = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined);
  if (present.length === 0) return url;
  return `${url}${url.includes("?") ? "&" : "?"}${new URLSearchParams(present)}`;
}

export function send(response: ServerResponse, { status, headers, cookies = [], body }: Answer, requestId: string): void {
  if (response.headersSent || response.destroyed) return;
  const text = typeof body === "object" ? JSON.stringify(body) : (body ?? "");
  response.writeHead(status, {
    ...HEADERS,
    "x-amz-cognito-request-id": requestId,
    ...(typeof body === "object" && { "content-type": JSON_TYPE }),
    "content-length": Buffer.byteLength(text),
    ...headers,
    ...(cookies.length > 0 && { "set-cookie": [...cookies] }),
  });
  response.end(text);
}
