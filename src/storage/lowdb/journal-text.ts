import type { Change, PartitionDump } from "../driver.ts";
import type { RawContent } from "../migrations.ts";
import { checksum } from "./checksum.ts";
import { type Damage, isObject, linesOf } from "./read-database.ts";

/**
 * One commit is one line: a checksum, a blank, and what it put and removed, whole records, in order. Replaying a line
 * twice, or over a database that has later states of its records, does no harm as long as the lines after it are replayed
 * too. A line of format 0 has no checksum, as has one written by hand.
 */
type Entry = readonly ["put", string, string, object] | readonly ["remove", string, string] | readonly ["clear"];

function lineOf(entries: readonly Entry[]): string {
  const text = JSON.stringify(entries);
  return `${checksum(text)} ${text}\n`;
}

/** Undefined where nothing but checks is in the commit. */
export function commitLine(changes: readonly Change[]): string | undefined {
  const writes = changes.filter(({ check }) => !check);
  if (writes.length === 0) return undefined;
  return lineOf(writes.map(({ table, id, value }) => (value ? ["put", table, id, value] : ["remove", table, id])));
}

export const clearLine = (): string => lineOf([["clear"]]);

export function loadLine(dump: PartitionDump): string {
  const puts = Object.entries(dump).flatMap(([table, rows]) =>
    Object.entries(rows).map(([id, value]) => ["put", table, id, value] as const),
  );
  return lineOf([["clear"], ...puts]);
}

/** Where the last whole line ends: what comes after it was torn off in the middle of a write, and never acknowledged. */
export const wholeLength = (bytes: Buffer): number => bytes.lastIndexOf(10) + 1;

/** Does to `content` what the journal's sound lines say. Gives what is wrong with the others. */
export function replay(bytes: Buffer, content: RawContent): Damage[] {
  const damage: Damage[] = [];
  let number = 0;
  const whole = wholeLength(bytes);
  for (const line of linesOf(bytes.subarray(0, whole))) {
    number += 1;
    const entries = parseLine(line);
    if (typeof entries === "string") damage.push({ place: `line ${number}`, reason: entries });
    else for (const entry of entries) replayEntry(entry, content);
  }
  // A torn line lacks more than its end: with all but the last byte in order, that byte was a line's end.
  if (isSound(bytes.toString("utf8", whole, bytes.length - 1))) damage.push({ place: `line ${number + 1}`, reason: "its end is broken" });
  return damage;
}

const isSound = (line: string): boolean => SUMMED.test(line) && typeof parseLine(line) !== "string";

const SUMMED = /^[0-9a-f]{8} \[/;

/** What the line says, or what is wrong with it. */
function parseLine(line: string): readonly Entry[] | string {
  const isSummed = !line.startsWith("[");
  const text = isSummed ? line.slice(9) : line;
  if (isSummed && line.slice(0, 9) !== `${checksum(text)} `) return "it is broken (its checksum is wrong)";
  try {
    const entries: unknown = JSON.parse(text);
    return Array.isArray(entries) && entries.every(isEntry) ? entries : "it is broken";
  } catch {
    return "it is broken";
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
