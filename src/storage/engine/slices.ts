import { setImmediate } from "node:timers/promises";

const SLICE_MS = 3;

/** Cuts long work into short slices, so that requests are served in between. */
export class Slices {
  private end = performance.now() + SLICE_MS;

  /** To be asked after each small step: has this slice lasted long enough? */
  over(): boolean {
    return performance.now() > this.end;
  }

  async next(): Promise<void> {
    await setImmediate();
    this.end = performance.now() + SLICE_MS;
  }
}
