import type { Clock } from "../lib/clock.ts";
import type { Invocations, RecordedInvocation } from "../runtime/invocations.ts";
import type { Outcome, Subject } from "./invoke.ts";

/** What came of calling a function. */
interface Ended extends Pick<RecordedInvocation, "outcome" | "trigger" | "error"> {
  readonly arn: string;
  /** By performance.now(). */
  readonly since: number;
  readonly payload?: unknown;
}

export const invocationRecord =
  ({ clock, invocations }: { clock: Clock; invocations: Invocations }) =>
  ({ pool, userName }: Subject, event: object, { trigger, arn, since, outcome, error, payload }: Ended): void => {
    const texts = { event: JSON.stringify(event), answer: payload === undefined ? undefined : JSON.stringify(payload) };
    invocations.add({
      at: clock.now(),
      durationMs: performance.now() - since,
      trigger,
      function: arn,
      userPoolId: pool.id,
      username: userName,
      outcome,
      error,
      ...texts,
      size: texts.event.length + (texts.answer?.length ?? 0),
    });
  };

export function endOf(outcome: Outcome): Pick<Ended, "outcome" | "error" | "payload"> {
  if (outcome.kind === "returned") return { outcome: "returned", payload: outcome.payload };
  if (outcome.kind === "raised") return { outcome: "raised", error: outcome.message };
  return { outcome: outcome.kind, error: outcome.kind === "unreachable" ? outcome.code : undefined };
}
