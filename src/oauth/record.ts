import type { Request } from "express";
import type { Calls } from "../runtime/calls.ts";
import type { Answer } from "../web/answer.ts";
import type { Call } from "./call.ts";

/** A request to a hosted endpoint. `since`: by performance.now(). */
interface Asked {
  readonly operationId: string;
  readonly since: number;
  readonly request: Request;
}

/** Pages are not kept: what they show is for the eye of their user. */
export function recordCall(
  calls: Calls,
  { ctx, form, query, place }: Call,
  { operationId, since, request }: Asked,
  { answer, reason }: { answer: Answer; reason?: string },
): void {
  const text = typeof answer.body === "object" ? JSON.stringify(answer.body) : undefined;
  calls.add({
    requestId: ctx.requestId,
    at: ctx.clock.now(),
    durationMs: performance.now() - since,
    operation: operationId,
    status: answer.status,
    reason,
    request: form?.text,
    answer: text,
    size: query.text.length + (form?.text.length ?? 0) + (text?.length ?? 0),
    hosted: {
      method: request.method,
      path: request.path,
      poolId: place.own?.poolId,
      query: query.text,
      location: answer.headers?.["location"],
    },
  });
}
