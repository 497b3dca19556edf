import type { IndexDefinition, TableDefinition } from "../driver.ts";
import { OrderedView, type Row } from "./ordered-view.ts";

type UniqueKeys = Map<string, Row>;
const BY_ID = "";

/** The indexes of one scope of a table. Ordered views are made on the first list that needs them, then kept up to date. */
export class Lookups {
  private readonly unique: ReadonlyMap<string, UniqueKeys>;
  private readonly views = new Map<string, OrderedView>();

  constructor(
    protected readonly definition: TableDefinition,
    scope: IndexDefinition["scope"],
  ) {
    const ofScope = definition.indexes.filter((index) => index.unique && index.scope === scope);
    this.unique = new Map(ofScope.map((index) => [index.name, new Map()]));
  }

  uniqueKeys(index: string): UniqueKeys | undefined {
    return this.unique.get(index);
  }

  liveViews(): Iterable<OrderedView> {
    return this.views.values();
  }

  /** The view in the order of `index`, or of the ids. `rows` are read when the view has to be made. */
  view(index: IndexDefinition | undefined, rows: () => Iterable<Row>): OrderedView {
    const name = index?.name ?? BY_ID;
    const known = this.views.get(name);
    if (known) return known;
    const made = new OrderedView(index, rows());
    this.views.set(name, made);
    return made;
  }

  clear(): void {
    for (const keys of this.unique.values()) keys.clear();
    for (const view of this.views.values()) view.clear();
  }
}

/** One table's rows in one partition, with the indexes that reach no further. */
export class Shelf extends Lookups {
  readonly rows = new Map<string, Row>();

  constructor(definition: TableDefinition) {
    super(definition, "partition");
  }

  inOrderOf(index?: IndexDefinition): OrderedView {
    return this.view(index, () => this.rows.values());
  }

  override clear(): void {
    super.clear();
    this.rows.clear();
  }
}

/** Everything in one partition: a shelf per table, in the order of the tables. */
export type PartitionContent = ReadonlyMap<string, Shelf>;

export const emptyContent = (tables: readonly TableDefinition[]): PartitionContent =>
  new Map(tables.map((table) => [table.name, new Shelf(table)]));

export function isEmpty(content: PartitionContent): boolean {
  for (const shelf of content.values()) if (shelf.rows.size > 0) return false;
  return true;
}

export function* rowsOf(content: PartitionContent): Iterable<Row> {
  for (const shelf of content.values()) yield* shelf.rows.values();
}
