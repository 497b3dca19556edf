import type { IncomingMessage } from "node:http";
import { RequestEntityTooLargeException } from "../lib/protocol-errors.ts";
import { readBody } from "./read-body.ts";

/** The parameters of a query or of a form. */
export interface Form {
  /** As it was sent. */
  readonly text: string;
  /** Of a name that came twice, the first value. Has no prototype, so that every name is the sender's. */
  readonly values: Readonly<Record<string, string>>;
  /** Names that came more than once. */
  readonly repeated: readonly string[];
  /** Every percent sign begins a byte. */
  readonly wellEncoded: boolean;
}

export const FORM_TYPE = "application/x-www-form-urlencoded";

/** A SAML response of 100,000 characters, encoded twice. */
const FORM_LIMIT = 250_000;

export function formOf(text: string): Form {
  const values = Object.create(null) as Record<string, string>;
  const repeated: string[] = [];
  for (const [name, value] of new URLSearchParams(text)) {
    if (name in values) repeated.push(name);
    else values[name] = value;
  }
  return { text, values, repeated, wellEncoded: !/%(?![0-9a-f]{2})/i.test(text) };
}

/** The query of a request, as it was sent. */
export const queryOf = ({ url = "" }: Pick<IncomingMessage, "url">): Form => formOf(/\?(.*)$/s.exec(url)?.[1] ?? "");

/** The form that a request carries; undefined where its body is something else, or too large. */
export async function readForm(request: IncomingMessage, limitBytes = FORM_LIMIT): Promise<Form | undefined> {
  const text = await readBody(request, limitBytes).catch((error: unknown) => {
    if (error instanceof RequestEntityTooLargeException) return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const [type = ""] = (request.headers["content-type"] ?? "").split(";");
  return type.trim().toLowerCase() === FORM_TYPE ? formOf(text) : undefined;
}

/** The JSON that a request carries; undefined where its body is something else, or too large. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  try {
    return JSON.parse(await readBody(request, FORM_LIMIT)) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RequestEntityTooLargeException) return undefined;
    throw error;
  }
}

export const isJsonRequest = ({ headers }: Pick<IncomingMessage, "headers">): boolean =>
  /^application\/json\s*(;|$)/i.test(headers["content-type"] ?? "");
