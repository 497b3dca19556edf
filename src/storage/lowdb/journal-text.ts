import type { Change, PartitionDump } from "../driver.ts";
import { UnreadableData } from "../failures.ts";
import { isObject, linesOf, type RawContent } from "./database-text.ts";

/**
 * One commit is one line: what it put and removed, whole records, in order. Replaying a line twice, or over a database
 * that has later states of its records, does no harm as long as the lines after it are replayed too.
 */
type Entry = readonly ["put", string, string, object] | readonly ["remove", string, string] | readonly ["clear"];

const lineOf = (entries: readonly Entry[]): string => `${JSON.stringify(entries)}\n`;

export const commitLine = (changes: readonly Change[]): string =>
  lineOf(changes.filter(({ check }) => !check).map(({ table, id, value }) => (value ? ["put", table, id, value] : ["remove", table, id])));

export const clearLine = (): string => lineOf([["clear"]]);

export function loadLine(dump: PartitionDump): string {
  const puts = Object.entries(dump).flatMap(([table, rows]) =>
    Object.entries(rows).map(([id, value]) => ["put", table, id, value] as const),
  );
  return lineOf([["clear"], ...puts]);
}

/** Where the last whole line ends: what comes after it was torn off in the middle of a write, and never acknowledged. */
export const wholeLength = (bytes: Buffer): number => bytes.lastIndexOf(10) + 1;

/** Does to `content` what the journal says. Throws UnreadableData, naming the line, for one that is no commit. */
export function replay(bytes: Buffer, file: string, content: RawContent): void {
  let number = 0;
  for (const line of linesOf(bytes.subarray(0, wholeLength(bytes)))) {
    number += 1;
    const entries = parseLine(line);
    if (!entries) throw new UnreadableData(file, `line ${number} is broken`);
    for (const entry of entries) replayEntry(entry, content);
  }
}

function parseLine(line: string): readonly Entry[] | undefined {
  try {
    const entries: unknown = JSON.parse(line);
    return Array.isArray(entries) && entries.every(isEntry) ? entries : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(entry: unknown): entry is Entry {
  if (!Array.isArray(entry)) return false;
  const [kind, table, id, value] = entry as unknown[];
  if (kind === "clear") return true;
  if (typeof table !== "string" || typeof id !== "string") return false;
  return kind === "remove" || (kind === "put" && isObject(value));
}

function replayEntry([kind, table, id, value]: Entry, content: RawContent): void {
  if (kind === "clear") return content.clear();
  const rows = content.get(table) ?? new Map<string, object>();
  content.set(table, rows);
  if (kind === "put") rows.set(id, value);
  else rows.delete(id);
}
