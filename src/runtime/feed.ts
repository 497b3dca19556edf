/** Tells those who watch what happens, in the order in which it happens. */
export interface Feed<T> {
  publish(item: T): void;
  /** @returns what ends the watching */
  watch(see: (item: T) => void): () => void;
  readonly isWatched: boolean;
}

export function createFeed<T>(): Feed<T> {
  const watchers = new Set<(item: T) => void>();
  return {
    publish: (item) => {
      for (const see of watchers) see(item);
    },
    watch: (see) => {
      // The same function may watch twice.
      const watcher = (item: T): void => see(item);
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    get isWatched() {
      return watchers.size > 0;
    },
  };
}
