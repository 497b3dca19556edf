import { type Change, type ListQuery, VERSION } from "#src/storage/driver.ts";
import { PEOPLE, type Person } from "./tables.ts";

export interface NaiveRow {
  readonly partition: string;
  readonly id: string;
  readonly version: number;
  readonly value: Person;
}

const keysOf = (index: string, value: Person): readonly string[] => PEOPLE.indexes.find(({ name }) => name === index)!.keys(value as never);

const ordered = (a: readonly string[], b: readonly string[]): number => {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at < 0 ? 0 : a[at]! < b[at]! ? -1 : 1;
};

/** What a driver should do, done in the plainest way: an array of rows, everything worked out anew each time. */
export class NaiveStore {
  rows: readonly NaiveRow[] = [];

  /** What became of it: "done", "stale" or "taken" (a unique key). */
  commit(changes: readonly Change[]): string {
    const stale = changes.some((change) => (this.row(change.partition, change.id)?.version ?? 0) !== change.expected);
    if (stale) return "stale";
    const kept = this.rows.filter((row) => !changes.some(({ partition, id }) => partition === row.partition && id === row.id));
    const put = changes.flatMap(({ partition, id, expected, value }) =>
      value ? [{ partition, id, version: expected + 1, value: value as Person }] : [],
    );
    return this.become([...kept, ...put]);
  }

  drop(partition: string): void {
    this.rows = this.rows.filter((row) => row.partition !== partition);
  }

  load(partition: string, values: readonly Person[]): string {
    const others = this.rows.filter((row) => row.partition !== partition);
    return this.become([...others, ...values.map((value) => ({ partition, id: value.id, version: 1, value }))]);
  }

  /** Versions are not kept on disk. */
  reopen(): void {
    this.rows = this.rows.map((row) => ({ ...row, version: 1 }));
  }

  row(partition: string, id: string): NaiveRow | undefined {
    return this.rows.find((row) => row.partition === partition && row.id === id);
  }

  list({ partition, index, equals, prefix, reverse }: Omit<ListQuery, "limit">): Person[] {
    const rows = this.rows.filter((row) => partition === undefined || row.partition === partition);
    const places = rows.flatMap((row) => {
      if (index === undefined) return [{ place: [row.partition, row.id], row }];
      const keys = [...new Set(keysOf(index, row.value))].filter((key) =>
        equals === undefined ? key.startsWith(prefix ?? "") : key === equals,
      );
      return keys.map((key) => ({ place: [key, row.id, row.partition], row }));
    });
    places.sort((a, b) => ordered(a.place, b.place));
    if (reverse) places.reverse();
    return places.map(({ row }) => ({ ...row.value, [VERSION]: row.version }));
  }

  private become(rows: readonly NaiveRow[]): string {
    const taken = PEOPLE.indexes
      .filter(({ unique }) => unique)
      .filter(({ name, scope }) => {
        const keys = rows.flatMap((row) =>
          [...new Set(keysOf(name, row.value))].map((key) => JSON.stringify([scope === "all" ? "" : row.partition, key])),
        );
        return new Set(keys).size < keys.length;
      });
    if (taken.length > 0) return "taken";
    this.rows = rows;
    return "done";
  }
}
