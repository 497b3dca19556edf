import type { TableDefinition } from "#src/storage/driver.ts";

/** Two tables whose rows are always written together: one without the other, or with another count, is half a commit. */
export const PAIRED: readonly TableDefinition[] = [
  { name: "left", indexes: [] },
  { name: "right", indexes: [] },
];
