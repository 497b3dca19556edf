import type { Invocations, RecordedInvocation } from "../runtime/invocations.ts";
import { createHiding } from "./hidden.ts";
import { parsed } from "./request-subject.ts";

export interface InvocationQuery {
  readonly userPoolId?: string;
  readonly username?: string;
  /** Its name in LambdaConfig, such as PreSignUp. */
  readonly trigger?: string;
  /** Default: 100. */
  readonly limit?: number;
}

/** A call of a trigger's function as it leaves: secrets are hidden. */
export interface InvocationView
  extends Pick<RecordedInvocation, "id" | "durationMs" | "trigger" | "function" | "userPoolId" | "username" | "outcome" | "error"> {
  /** ISO 8601. */
  readonly at: string;
  /** Absent where it is kept no longer. */
  readonly event?: unknown;
  /** What the function returned; absent where it was no JSON object. */
  readonly answer?: unknown;
}

const DEFAULT_LIMIT = 100;

/** Newest first. */
export const listInvocations = (invocations: Invocations, { limit = DEFAULT_LIMIT, ...query }: InvocationQuery): InvocationView[] =>
  invocations
    .newestFirst()
    .filter((each) => matches(each, query))
    .slice(0, limit)
    .map(viewOf);

/** Calls back for each invocation that ends from now on. @returns what ends it */
export const watchInvocations = (invocations: Invocations, query: InvocationQuery, see: (item: InvocationView) => void): (() => void) =>
  invocations.watch((each) => {
    if (matches(each, query)) see(viewOf(each));
  });

const matches = (each: RecordedInvocation, { userPoolId, username, trigger }: InvocationQuery): boolean =>
  (userPoolId === undefined || each.userPoolId === userPoolId) &&
  (username === undefined || each.username.toLowerCase() === username.toLowerCase()) &&
  (trigger === undefined || each.trigger === trigger);

function viewOf({ at, event, answer, error, size: _size, ...rest }: RecordedInvocation): InvocationView {
  const hiding = createHiding();
  const shown = { event: hiding.object(parsed(event)), answer: hiding.object(parsed(answer)) };
  return {
    ...rest,
    at: new Date(at).toISOString(),
    durationMs: Math.round(rest.durationMs * 100) / 100,
    ...(error !== undefined && { error: hiding.text(error) }),
    ...(shown.event !== undefined && { event: shown.event }),
    ...(shown.answer !== undefined && { answer: shown.answer }),
  };
}
