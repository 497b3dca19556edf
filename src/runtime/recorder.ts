import { createFeed, type Feed } from "./feed.ts";

/** Something that happened, with texts of which only so many are kept. */
export interface Recorded {
  /** Later ones are greater. */
  readonly id: number;
  /** How many characters its texts have. */
  readonly size: number;
}

/** Keeps the last things that happened, in memory. */
export interface Recorder<T extends Recorded> extends Pick<Feed<T>, "watch"> {
  add(item: Omit<T, "id">): void;
  newestFirst(): readonly T[];
  clear(): void;
}

export interface Limits<T> {
  /** How many are kept. */
  readonly items: number;
  /** How many characters of texts are kept. */
  readonly characters: number;
  /** The same without its texts: what becomes of the oldest when there are too many characters. */
  readonly shorten: (item: T) => T;
}

export function createRecorder<T extends Recorded>({ items: most, characters, shorten }: Limits<T>): Recorder<T> {
  const feed = createFeed<T>();
  /** A ring: the item with the id n stands at n modulo its size. */
  let ring: T[] = [];
  let nextId = 1;
  let firstId = 1;
  let firstWhole = 1;
  let held = 0;
  const at = (id: number): T => ring[id % most]!;
  const shortenOldest = (): void => {
    const item = at(firstWhole);
    held -= item.size;
    ring[firstWhole % most] = shorten(item);
    firstWhole += 1;
  };
  return {
    add: (unnumbered) => {
      const item = { ...unnumbered, id: nextId } as T;
      if (nextId - firstId === most) {
        if (firstWhole === firstId) shortenOldest();
        firstId += 1;
      }
      ring[nextId % most] = item;
      nextId += 1;
      held += item.size;
      while (held > characters && firstWhole < nextId - 1) shortenOldest();
      feed.publish(item);
    },
    newestFirst: () => Array.from({ length: nextId - firstId }, (_, age) => at(nextId - 1 - age)),
    clear: () => {
      ring = [];
      firstId = nextId;
      firstWhole = nextId;
      held = 0;
    },
    watch: feed.watch,
  };
}
