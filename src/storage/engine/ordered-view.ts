import sortedBtree from "sorted-btree";
import type { IndexDefinition, Stored } from "../driver.ts";
import { comparePositions, type Position, type Span } from "../position.ts";
import { Slices } from "./slices.ts";

// A CommonJS package: Node's loader and bundlers disagree on whether its default export is unwrapped.
const BTree = ("default" in sortedBtree ? sortedBtree.default : sortedBtree) as typeof sortedBtree;

/** A row's place in memory. It stays the same object for as long as the row exists; `value` is replaced by each write. */
export interface Row {
  readonly partition: string;
  readonly id: string;
  value: Stored;
}

export interface Range extends Span {
  /** Go on beyond this position, in the direction of reading. */
  readonly after?: Position;
  readonly reverse?: boolean;
  readonly limit: number;
}

/** The keys of a value in an index, each once. */
export function keysOf(index: IndexDefinition, value: Stored): readonly string[] {
  const keys = index.keys(value as never);
  return keys.length > 1 ? [...new Set(keys)] : keys;
}

/** Rows in the order of an index, or of partition and id. */
export class OrderedView {
  private readonly tree = new BTree<Position, Row>(undefined, comparePositions);
  /** Settles when all rows that were there at first are in. Rows written meanwhile are entered by whoever writes them. */
  readonly ready: Promise<void>;

  constructor(
    private readonly index: IndexDefinition | undefined,
    rows: Iterable<Row>,
  ) {
    this.ready = this.fill(rows);
  }

  /** Entering a row twice changes nothing, so rows may be written while the view is being filled. */
  private async fill(rows: Iterable<Row>): Promise<void> {
    const slices = new Slices();
    for (const row of rows) {
      for (const position of this.positions(row.partition, row.id, row.value)) this.tree.set(position, row);
      if (slices.over()) await slices.next();
    }
  }

  positions(partition: string, id: string, value: Stored): readonly Position[] {
    if (!this.index) return [[partition, id, ""]];
    return keysOf(this.index, value).map((key) => [key, id, partition]);
  }

  enter(position: Position, row: Row): void {
    this.tree.set(position, row);
  }

  leave(position: Position): void {
    this.tree.delete(position);
  }

  clear(): void {
    this.tree.clear();
  }

  /** Up to `limit` rows of the range, in order. */
  read(range: Range): [Position, Row][] {
    if (this.tree.isEmpty) return [];
    return range.reverse ? this.readDown(range) : this.readUp(range);
  }

  private readUp({ from, to, after, limit }: Range): [Position, Row][] {
    const start = later(from, after);
    const found: [Position, Row][] = [];
    for (const entry of this.tree.entries(start)) {
      if (found.length >= limit || (to && comparePositions(entry[0], to) >= 0)) break;
      if (!after || comparePositions(entry[0], after) > 0) found.push(entry);
    }
    return found;
  }

  private readDown({ from, to, after, limit }: Range): [Position, Row][] {
    const start = after && to && comparePositions(after, to) > 0 ? to : (after ?? to);
    const found: [Position, Row][] = [];
    for (const entry of this.tree.entriesReversed(start, undefined, true)) {
      if (found.length >= limit || (from && comparePositions(entry[0], from) < 0)) break;
      found.push(entry);
    }
    return found;
  }
}

function later(a: Position | undefined, b: Position | undefined): Position | undefined {
  if (!a || !b) return a ?? b;
  return comparePositions(a, b) > 0 ? a : b;
}
