/** A place in an order of rows: an index's key, the row's id and its partition; or the partition, the id and nothing. */
export type Position = readonly [string, string, string];

/** A position that no page ever gave out. */
export class BadPosition extends Error {
  constructor() {
    super("not a position in a list");
  }
}

export const encodePosition = (position: Position): string => Buffer.from(JSON.stringify(position)).toString("base64url");

/** Throws BadPosition for a text that `encodePosition` did not make. */
export function decodePosition(text: string): Position {
  const parts = parse(Buffer.from(text, "base64url").toString());
  if (!Array.isArray(parts) || parts.length !== 3 || !parts.every((part) => typeof part === "string")) throw new BadPosition();
  return parts as unknown as Position;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new BadPosition();
  }
}

/** By UTF-16 code units, as JavaScript compares strings: the same on every machine, whatever its locale. */
export function comparePositions(a: Position, b: Position): number {
  return compare(a[0], b[0]) || compare(a[1], b[1]) || compare(a[2], b[2]);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Positions from `from` up to, but not including, `to`; absent: without that bound. */
export interface Span {
  readonly from?: Position;
  readonly to?: Position;
}

/** All positions whose key equals `key`: the next string after it in code unit order is itself and a zero character. */
export const equalTo = (key: string): Span => ({ from: [key, "", ""], to: [`${key}\0`, "", ""] });

/** All positions whose key begins with `prefix`. */
export function beginningWith(prefix: string): Span {
  const end = prefix.replace(/\uffff+$/, "");
  if (end === "") return { from: [prefix, "", ""] };
  const next = end.slice(0, -1) + String.fromCharCode(end.charCodeAt(end.length - 1) + 1);
  return { from: [prefix, "", ""], to: [next, "", ""] };
}
