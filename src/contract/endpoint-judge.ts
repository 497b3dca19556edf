import { type DocumentedOperation, readOperations } from "../runtime/openapi.ts";
import type { HttpAnswer, HttpRequest } from "./http-step.ts";

const FORM = "application/x-www-form-urlencoded";

/**
 * What is wrong with an answer by spec/oauth.openapi.yaml as it came over the wire; and with the request, where it was taken:
 * what the document forbids must not work. A path that the document does not have is none of its business.
 */
export async function endpointProblems(request: HttpRequest, answer: HttpAnswer): Promise<string[]> {
  const method = (request.method ?? (request.form || request.json !== undefined ? "POST" : "GET")).toLowerCase();
  const path = new URL(request.path, "http://localhost").pathname;
  const operation = (await documented()).find((each) => each.method === method && isPath(each.path, path));
  if (!operation) return [];
  const isTaken = answer.status < 400 && !/[?&]error=/.test(answer.headers.location ?? "");
  return [...answerProblems(operation, answer), ...(isTaken ? requestProblems(operation, request) : [])].map(
    (problem) => `contract of ${method} ${operation.path}: ${problem}`,
  );
}

let operations: Promise<readonly DocumentedOperation[]> | undefined;

const documented = () => (operations ??= readOperations("spec/oauth.openapi.yaml").then((all) => [...all.values()]));

const isPath = (template: string, path: string): boolean => new RegExp(`^${template.replace(/\{\w+\}/g, "[^/]+")}$`).test(path);

function answerProblems({ answers }: DocumentedOperation, { status, headers, text }: HttpAnswer): string[] {
  const wanted = answers.get(String(status)) ?? answers.get("default");
  if (!wanted) return [`the status ${status} is not documented`];
  const missing = wanted.requiredHeaders.filter((name) => headers[name] === undefined).map((name) => `the header ${name} is missing`);
  return [...missing, ...bodyProblems(wanted.content, headers["content-type"]?.split(";")[0], text)];
}

function bodyProblems(content: DocumentedOperation["body"], type: string | undefined, text: string): string[] {
  if (text === "") return content.size === 0 ? [] : ["the body is missing"];
  const check = content.get(type ?? "");
  if (!check) return [`the media type ${type} is not documented`];
  return check(type === "application/json" ? JSON.parse(text) : text).map(({ place, what }) => `${place || "the body"} ${what}`);
}

function requestProblems({ query, body }: DocumentedOperation, request: HttpRequest): string[] {
  const given = Object.entries(request.query ?? {}).filter(([, value]) => value !== null && value !== "");
  const missing = query.filter(({ name, required }) => required && !given.some(([each]) => each === name));
  const wrong = given.flatMap(([name, value]) => query.find((each) => each.name === name)?.read(value).mistakes ?? []);
  const form = Object.fromEntries(Object.entries(request.form ?? {}).filter(([, value]) => value !== null));
  return [
    ...missing.map(({ name }) => `the parameter ${name} is missing`),
    ...wrong.map(({ what }) => `a parameter ${what}`),
    ...(request.form ? (body.get(FORM)?.(form) ?? []).map(({ place, what }) => `the form's ${place} ${what}`) : []),
  ];
}
