import type { CognitoError } from "#generated/errors.ts";
import type { Clock } from "../lib/clock.ts";
import type { Calls } from "../runtime/calls.ts";

/** A call that goes on. */
export interface Begun {
  readonly requestId: string;
  /** By performance.now(). */
  readonly since: number;
  /** As soon as it is read. */
  body?: string;
}

/** What became of it. */
export interface Ended {
  readonly operation: string;
  readonly status: number;
  /** The body of the answer. */
  readonly text: string;
  readonly refusal?: CognitoError;
  readonly reason?: string;
}

export function recordCall(
  { calls, clock }: { calls: Calls; clock: Clock },
  { requestId, since, body }: Begun,
  { operation, status, text, refusal, reason }: Ended,
): void {
  calls.add({
    requestId,
    at: clock.now(),
    durationMs: performance.now() - since,
    operation,
    status,
    error: refusal?.code,
    message: refusal?.message,
    reason,
    request: body,
    answer: text,
    size: (body?.length ?? 0) + text.length,
  });
}
