import { createRecorder, type Recorded, type Recorder } from "./recorder.ts";

/**
 * A call of the API or of a hosted endpoint, as it was: secrets and all. What leaves is its view (control/requests.ts). Texts
 * are kept as they are and read when somebody looks at them, so that a call pays for no more than the keeping.
 */
export interface RecordedCall extends Recorded {
  readonly requestId: string;
  /** Milliseconds since 1970, by the server's clock. */
  readonly at: number;
  readonly durationMs: number;
  /** Of the API, or the operationId of a hosted endpoint. */
  readonly operation: string;
  readonly status: number;
  /** The error's name. */
  readonly error?: string;
  /** What the real service says of it. */
  readonly message?: string;
  /** What it does not say. */
  readonly reason?: string;
  /** The body; undefined where there is none or it is kept no longer. */
  readonly request?: string;
  readonly answer?: string;
  /** Of a hosted endpoint, where a request is more than its body. */
  readonly hosted?: HostedCall;
}

export interface HostedCall {
  readonly method: string;
  readonly path: string;
  /** Of the pool whose own host was called. */
  readonly poolId?: string;
  readonly query: string;
  /** Where the browser is sent. */
  readonly location?: string;
}

export type Calls = Recorder<RecordedCall>;

/** Calls that are kept. */
export const CALLS_KEPT = 1000;
/** Characters of requests and answers that are kept of them. */
const CHARACTERS_KEPT = 8_000_000;

export const createCalls = (): Calls =>
  createRecorder<RecordedCall>({
    items: CALLS_KEPT,
    characters: CHARACTERS_KEPT,
    shorten: ({ request: _request, answer: _answer, ...rest }) => ({ ...rest, size: 0 }),
  });
