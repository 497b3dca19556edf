import { setImmediate } from "node:timers/promises";

const SLICE_MS = 3;
/** Asking for the time costs more than a small step of work, so it is asked only now and then. */
const STEPS_BETWEEN_LOOKS = 16;

/** Cuts long work into short slices, so that requests are served in between. */
export class Slices {
  private end = performance.now() + SLICE_MS;
  private steps = 0;

  /** To be asked after each small step: has this slice lasted long enough? */
  over(): boolean {
    this.steps += 1;
    return this.steps % STEPS_BETWEEN_LOOKS === 0 && performance.now() > this.end;
  }

  async next(): Promise<void> {
    await setImmediate();
    this.end = performance.now() + SLICE_MS;
  }
}
