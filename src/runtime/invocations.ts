import { createRecorder, type Recorded, type Recorder } from "./recorder.ts";

/** A call of a trigger's function, as it was: secrets and all. What leaves is its view (control/invocations.ts). */
export interface RecordedInvocation extends Recorded {
  /** Milliseconds since 1970, by the server's clock. */
  readonly at: number;
  readonly durationMs: number;
  readonly trigger: string;
  /** The function's ARN. */
  readonly function: string;
  readonly userPoolId: string;
  readonly username: string;
  /** "submitted": handed over, and nobody waits for it. */
  readonly outcome: "returned" | "raised" | "unreachable" | "timeout" | "submitted";
  /** What the function threw, or why it was not reached. */
  readonly error?: string;
  /** As JSON; undefined where it is kept no longer. */
  readonly event?: string;
  /** What the function returned, as JSON. */
  readonly answer?: string;
}

export type Invocations = Recorder<RecordedInvocation>;

/** Invocations that are kept. */
const INVOCATIONS_KEPT = 200;
/** Characters of events and answers that are kept of them. */
const CHARACTERS_KEPT = 2_000_000;

export const createInvocations = (): Invocations =>
  createRecorder<RecordedInvocation>({
    items: INVOCATIONS_KEPT,
    characters: CHARACTERS_KEPT,
    shorten: ({ event: _event, answer: _answer, ...rest }) => ({ ...rest, size: 0 }),
  });
