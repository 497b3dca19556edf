/** Time as the program sees it, in milliseconds since 1970. Tests and the clock endpoint move or freeze it. */
export interface Clock {
  now(): number;
  readonly offsetMs: number;
  readonly frozen: boolean;
  /** Moves the clock to `now`; frozen, it stays there until set again. */
  set(change: { now?: number; offsetMs?: number; frozen?: boolean }): void;
}

export function createClock(real: () => number = Date.now): Clock {
  let offsetMs = 0;
  let frozenAt: number | undefined;
  const now = () => frozenAt ?? real() + offsetMs;
  return {
    now,
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
}
