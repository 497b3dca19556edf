/** Time as the program sees it, in milliseconds since 1970. Tests and the clock endpoint move or freeze it. */
export interface Clock {
  now(): number;
  readonly offsetMs: number;
  readonly frozen: boolean;
  /** The one that goes on, for what outlives the request that begins it. */
  readonly live: Clock;
  /** Moves the clock to `now`; frozen, it stays there until set again. */
  set(change: { now?: number; offsetMs?: number; frozen?: boolean }): void;
}

/** The same clock as it is now: what one request does has one time, however long it takes. */
export const heldClock = (clock: Clock): Clock => {
  const now = clock.now();
  // The rest is the clock's own: copying it would ask each time for what nobody may need.
  return Object.assign(Object.create(clock) as Clock, { now: () => now });
};

export function createClock(real: () => number = Date.now): Clock {
  let offsetMs = 0;
  let frozenAt: number | undefined;
  const now = () => frozenAt ?? real() + offsetMs;
  const clock: Clock = {
    now,
    get live() {
      return clock;
    },
    get offsetMs() {
      return now() - real();
    },
    get frozen() {
      return frozenAt !== undefined;
    },
    set(change) {
      const target = change.now ?? (change.offsetMs === undefined ? now() : real() + change.offsetMs);
      const frozen = change.frozen ?? frozenAt !== undefined;
      offsetMs = target - real();
      frozenAt = frozen ? target : undefined;
    },
  };
  return clock;
}
