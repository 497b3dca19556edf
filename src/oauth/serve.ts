import type { Request, RequestHandler, Response } from "express";
import type { Services } from "../context.ts";
import { reasonOf } from "../lib/reason.ts";
import type { Calls } from "../runtime/calls.ts";
import { retryGone } from "../storage/retry.ts";
import { type Answer, jsonAnswer, send } from "../web/answer.ts";
import { csrfCookie, csrfToken, newCsrfToken, setsCsrfToken } from "../web/csrf.ts";
import { type Call, type Endpoint, readCall } from "./call.ts";
import { oauthChecks } from "./checks.ts";
import { Refusal } from "./errors.ts";
import { recordCall } from "./record.ts";

/** Scripts of every origin may read the answer. */
export const ANY_ORIGIN = { "access-control-allow-origin": "*" };

export interface Manner {
  /** Of every answer. */
  readonly headers?: Answer["headers"];
  /** Not for browsers: nothing is kept in them. */
  readonly cookieless?: boolean;
}

/** What puts endpoints of spec/oauth.openapi.yaml behind HTTP. */
export interface Hosting {
  serve(operationId: string, endpoint: Endpoint, manner?: Manner): RequestHandler;
  /** How many answers broke the contract since the start. */
  readonly violations: number;
}

export function createHosting(services: Services, calls: Calls): Hosting {
  let violations = 0;
  const check = async (operationId: string, answer: Answer): Promise<void> => {
    const problems = (await oauthChecks()).get(operationId)?.answerMistakes(answer) ?? ["the operation is not documented"];
    if (problems.length === 0) return;
    violations += 1;
    services.log.error({ operation: operationId, status: answer.status, problems }, "answer breaks the contract");
  };
  return {
    get violations() {
      return violations;
    },
    serve:
      (operationId, endpoint, { headers, cookieless } = {}) =>
      async (request: Request, response: Response) => {
        const since = performance.now();
        const call = await readCall(services, request);
        const { given, reason } = await answerOf(endpoint, call);
        const answer = cookieless ? given : withToken(call, given);
        await check(operationId, answer);
        send(response, { ...answer, headers: { ...headers, ...answer.headers, ...located(call, answer) } }, call.ctx.requestId);
        recordCall(calls, call, { operationId, since, request }, { answer, reason });
      },
  };
}

async function answerOf(endpoint: Endpoint, call: Call): Promise<{ given: Answer; reason?: string }> {
  try {
    return { given: await retryGone(() => endpoint(call)) };
  } catch (error) {
    if (error instanceof Refusal) return { given: error.answer, reason: reasonOf(error) ?? error.says };
    const { name, stack } = error instanceof Error ? error : { name: "not an error", stack: undefined };
    call.ctx.log.error({ requestId: call.ctx.requestId, name, stack }, "hosted endpoint failed");
    return { given: jsonAnswer(500, { error: "server_error" }), reason: `rockpool failed with ${name}; its log says where.` };
  }
}

/** Every first answer to a browser gives it the token that its forms have to carry (measured on AWS). */
const withToken = ({ cookies, place }: Call, answer: Answer): Answer =>
  csrfToken(cookies) !== undefined || setsCsrfToken(answer.cookies)
    ? answer
    : { ...answer, cookies: [...(answer.cookies ?? []), csrfCookie(newCsrfToken(), place)] };

/** A path of this server leads to where the browser knows the server. */
const located = ({ place }: Call, { headers: { location = "" } = {} }: Answer): Answer["headers"] =>
  location.startsWith("/") ? { location: place.base + location } : undefined;
