import { type DocumentedOperation, readOperations } from "../runtime/openapi.ts";
import type { Answer } from "../web/answer.ts";
import { JSON_TYPE } from "../web/answer.ts";
import { FORM_TYPE, type Form } from "../web/form.ts";

/** One operation of spec/oauth.openapi.yaml, enforced. */
export interface OAuthChecks {
  /** What is wrong with the query: parameters by name, and those that came twice. Unknown parameters are nobody's business. */
  queryMistakes(query: Form): readonly string[];
  /** The same of the form of a POST. */
  formMistakes(form: Form): readonly string[];
  /** The same of JSON. */
  jsonMistakes(json: unknown): readonly string[];
  /** What is wrong with an answer. */
  answerMistakes(answer: Answer): readonly string[];
}

let checks: Promise<ReadonlyMap<string, OAuthChecks>> | undefined;

/** By operationId, read on first use. */
export const oauthChecks = (): Promise<ReadonlyMap<string, OAuthChecks>> => (checks ??= readChecks());

async function readChecks(): Promise<ReadonlyMap<string, OAuthChecks>> {
  const operations = await readOperations("spec/oauth.openapi.yaml");
  return new Map([...operations].map(([operationId, operation]) => [operationId, checksOf(operation)]));
}

function checksOf({ query: parameters, body, answers }: DocumentedOperation): OAuthChecks {
  const names = new Set(parameters.map(({ name }) => name));
  return {
    queryMistakes: ({ values, repeated, wellEncoded }) => [
      ...(wellEncoded ? [] : ["the encoding is broken"]),
      ...repeated.filter((name) => names.has(name)).map((name) => `${name} is there twice`),
      ...parameters.filter(({ name, required }) => required && !(name in values)).map(({ name }) => `${name} is missing`),
      ...parameters
        .filter(({ name, allowEmptyValue }) => name in values && !(allowEmptyValue && values[name] === ""))
        .flatMap(({ name, read }) => read(values[name]).mistakes.map(({ what }) => `${name} ${what}`)),
    ],
    formMistakes: ({ values, repeated, wellEncoded }) => [
      ...(wellEncoded ? [] : ["the encoding is broken"]),
      ...repeated.map((name) => `${name} is there twice`),
      ...(body.get(FORM_TYPE)?.({ ...values }) ?? []).map(({ place, what }) => `${place} ${what}`),
    ],
    jsonMistakes: (json) => {
      const check = body.get("application/json");
      return check && json !== undefined ? check(json).map(({ place, what }) => `${place} ${what}`) : ["there is no JSON"];
    },
    answerMistakes: ({ status, headers = {}, body: sent }) => {
      const wanted = answers.get(String(status)) ?? answers.get("default");
      if (!wanted) return [`the status ${status} is not documented`];
      const present = Object.keys(headers).map((name) => name.toLowerCase());
      const missing = wanted.requiredHeaders.filter((name) => !present.includes(name)).map((name) => `the header ${name} is missing`);
      return [...missing, ...bodyMistakes(wanted.content, mediaTypeOf(headers, sent), sent)];
    },
  };
}

function mediaTypeOf(headers: NonNullable<Answer["headers"]>, body: Answer["body"]): string | undefined {
  if (body === undefined) return undefined;
  const [type = ""] = (headers["content-type"] ?? JSON_TYPE).split(";");
  return type;
}

function bodyMistakes(
  content: ReadonlyMap<string, (body: unknown) => readonly { place: string; what: string }[]>,
  type: string | undefined,
  body: Answer["body"],
): string[] {
  if (type === undefined) return content.size === 0 ? [] : ["the body is missing"];
  const check = content.get(type);
  if (!check) return [`the media type ${type} is not documented`];
  return check(body).map(({ place, what }) => `${place} ${what}`);
}
