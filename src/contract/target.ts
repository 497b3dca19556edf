import type { OperationName } from "#generated/operations.ts";

/** What came back for a call of the API. */
export interface Received {
  readonly status: number;
  readonly mediaType: string;
  /** The server has no service for the operation and says so. */
  readonly exampleOnly: boolean;
  /** Undefined: there was none. */
  readonly body: unknown;
}

/** A call of the API; an anonymous one carries no signature where others do. */
export interface Call {
  readonly operation: OperationName;
  readonly input: unknown;
  readonly anonymous: boolean;
}

/** Where exchanges are replayed: the runner knows of an endpoint only what stands here. */
export interface Target {
  /** Where its endpoints are, without a slash at the end. */
  readonly url: string;
  call(call: Call): Promise<Received>;
  /** Forgets everything that exchanges before this one left behind. */
  reset(): Promise<void>;
  /** Its time in milliseconds since 1970. */
  now(): Promise<number>;
  moveClock(move: ClockMove): Promise<void>;
  /** The newest message that was sent to someone. Rejects where there is none. */
  newestMessage(to: Recipient): Promise<unknown>;
}

export interface ClockMove {
  readonly advanceSeconds?: number;
  readonly freeze?: boolean;
}

export interface Recipient {
  readonly username?: string;
  readonly destination?: string;
}
