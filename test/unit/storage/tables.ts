import type { Change, Stored, TableDefinition } from "#src/storage/driver.ts";
import { VERSION } from "#src/storage/driver.ts";

/** A row as the tests of storage keep it. */
export interface Person extends Stored {
  readonly id: string;
  readonly name: string;
  readonly emails?: readonly string[];
  readonly town?: string;
  readonly badge?: string;
  readonly visits?: number;
}

/** One index of each kind: unique and not, inside a partition and across all, with none, one or several keys. */
export const PEOPLE: TableDefinition = {
  name: "people",
  indexes: [
    { name: "name", unique: true, scope: "partition", keys: (person: Person) => [person.name] },
    { name: "email", unique: true, scope: "partition", keys: (person: Person) => person.emails ?? [] },
    { name: "badge", unique: true, scope: "all", keys: (person: Person) => (person.badge === undefined ? [] : [person.badge]) },
    { name: "town", unique: false, scope: "partition", keys: (person: Person) => (person.town === undefined ? [] : [person.town]) },
    { name: "visits", unique: false, scope: "all", keys: (person: Person) => [String(person.visits ?? 0).padStart(6, "0")] },
  ],
};

export const NOTES: TableDefinition = { name: "notes", indexes: [] };

export const TABLES: readonly TableDefinition[] = [PEOPLE, NOTES];

export const put = (partition: string, person: Person): Change => ({
  table: "people",
  partition,
  id: person.id,
  expected: person[VERSION] ?? 0,
  value: person,
});

export const remove = (partition: string, person: Person): Change => ({
  table: "people",
  partition,
  id: person.id,
  expected: person[VERSION] ?? 0,
});
