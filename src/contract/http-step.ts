import { once } from "node:events";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import type { Expectation } from "./exchange-file.ts";
import { compareBody, type Variables } from "./expectation.ts";
import { differences, fillIn } from "./matching.ts";

/** A request to an endpoint beside the API, such as those of OAuth. Redirects are answers, and never followed. */
export interface HttpRequest {
  /** POST where there is a body, else GET. */
  readonly method?: string;
  /** Below the target's own address, or a whole address. */
  readonly path: string;
  /** Parameters; one with a list is sent as often as the list is long. */
  readonly query?: Parameters;
  readonly form?: Parameters;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** A client's own name and secret, sent as HTTP Basic. */
  readonly basic?: { readonly id: string; readonly secret: string };
  /** As from another browser: without cookies, and what is set is forgotten. */
  readonly cookies?: "none";
}

type Parameters = Readonly<Record<string, string | readonly string[] | null>>;

/** What an exchange asks beside what is common to all: its own members win, of parameters each for itself, and null takes one away. */
export function mergedRequest(common: HttpRequest, own: Partial<HttpRequest>): HttpRequest {
  const merged = { ...common, ...own };
  const query = common.query && own.query ? { ...common.query, ...own.query } : merged.query;
  const form = common.form && own.form ? { ...common.form, ...own.form } : merged.form;
  return { ...merged, ...(query && { query }), ...(form && { form }) };
}

/** Cookies by name; each exchange begins with an empty one. */
export type Jar = Map<string, string>;

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export async function sendHttp(base: string, request: HttpRequest, jar: Jar): Promise<HttpAnswer> {
  const { body, type } = bodyOf(request);
  const address = new URL(request.path, base);
  for (const [name, value] of pairs(request.query)) address.searchParams.append(name, value);
  const cookies = request.cookies === "none" ? [] : [...jar].map(([name, value]) => `${name}=${value}`);
  const answer = await exchange(address, {
    method: request.method ?? (body === undefined ? "GET" : "POST"),
    headers: {
      ...(type && { "content-type": type }),
      ...(cookies.length > 0 && { cookie: cookies.join("; ") }),
      ...(request.basic && { authorization: basic(request.basic) }),
      ...request.headers,
    },
    body,
  });
  if (request.cookies !== "none") keep(jar, answer.headers["set-cookie"] ?? []);
  return answer;
}

interface Outgoing {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** By Node's own client, since `fetch` refuses to name another host than the address does. */
async function exchange(address: URL, { body, ...options }: Outgoing): Promise<HttpAnswer> {
  const { request } = await (address.protocol === "https:" ? import("node:https") : import("node:http"));
  const sent = request(address, options);
  sent.end(body);
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  return { status: response.statusCode ?? 0, headers: response.headers, text: await text(response) };
}

const pairs = (parameters: Parameters = {}): [string, string][] =>
  Object.entries(parameters).flatMap(([name, value]) =>
    value === null ? [] : [value].flat().map((one) => [name, String(one)] as [string, string]),
  );

function bodyOf({ form, json }: HttpRequest): { readonly body?: string; readonly type?: string } {
  if (form) return { body: new URLSearchParams(pairs(form)).toString(), type: "application/x-www-form-urlencoded" };
  return json === undefined ? {} : { body: JSON.stringify(json), type: "application/json" };
}

/** RFC 6749 section 2.3.1: both are form-encoded first. */
const basic = ({ id, secret }: NonNullable<HttpRequest["basic"]>): string =>
  `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString("base64")}`;

function keep(jar: Jar, lines: readonly string[]): void {
  for (const line of lines) {
    const [, name = "", value = ""] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
    if (/;\s*max-age=(0|-\d+)\b/i.test(line) || value === "") jar.delete(name);
    else jar.set(name, value);
  }
}

/**
 * What can be saved of an answer, and how it is named there: `status`, `headers.<name>`, `body.<member>` of JSON, `text`, and
 * `location.<parameter>` of the query and the fragment that a redirect ends in.
 */
export const readable = (answer: HttpAnswer) => ({ ...answer, body: jsonOf(answer.text), location: locationOf(answer.headers.location) });

function locationOf(location: string | undefined): Readonly<Record<string, string>> {
  if (location === undefined) return {};
  const { searchParams, hash } = new URL(location, "http://localhost");
  return { ...Object.fromEntries(searchParams), ...Object.fromEntries(new URLSearchParams(hash.slice(1))) };
}

function jsonOf(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

/** What is other than expected: the status (200 unless named), headers, members of a JSON body, and what the text holds. */
export function compareHttp(expected: Expectation, answer: HttpAnswer, variables: Variables): string[] {
  const { status, headers, body, location, ...rest } = readable(answer);
  const named = Object.fromEntries(Object.entries(expected.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  const missing = [expected.contains ?? []].flat().filter((part) => !rest.text.includes(String(fillIn(part, variables))));
  const problems = [
    ...differences(expected.status ?? 200, status, "status"),
    ...differences(fillIn(named, variables), headers, "headers"),
    ...differences(fillIn(expected.location ?? {}, variables), location, "location"),
    ...compareBody(expected, body, variables),
    ...missing.map((part) => `the text does not hold ${part}`),
  ];
  return problems.length > 0 ? [...problems, `the answer was ${status} ${rest.text.slice(0, 500)}`] : [];
}
