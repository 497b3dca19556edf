import { isKnownFormat, type RawContent, unknownFormat } from "../migrations.ts";
import { recordSum, SEAL, SUM, sealSum } from "./database-text.ts";

/** What is wrong with a file, and where. */
export interface Damage {
  /** Such as `line 5`. */
  readonly place: string;
  readonly reason: string;
}

/** A file's rows, and what of it is not as it was written. */
export interface ReadDatabase {
  readonly content: RawContent;
  /** Absent: the file says nothing of checksums, so that it is an old one, or one made by hand. */
  readonly format?: number;
  readonly damage: readonly Damage[];
}

type Level = "start" | "tables" | "records" | "end";

const NEWLINE = 10;

/** The lines of a file without their ends. Never the whole file as one string: strings end at half a gigabyte. */
export function* linesOf(bytes: Buffer): Generator<string> {
  let start = 0;
  while (start < bytes.length) {
    const found = bytes.indexOf(NEWLINE, start);
    const end = found < 0 ? bytes.length : found;
    yield bytes.toString("utf8", start, end);
    start = end + 1;
  }
}

/**
 * Reads a database file. Records whose checksum is wrong or missing are damage and not in the content, unless `trusting`,
 * or the file says nothing of checksums. Throws a SyntaxError, whose message quotes nothing of the file, where it is no database.
 */
export function readDatabase(bytes: Buffer, { trusting = false } = {}): ReadDatabase {
  return finish(readOwnLayout(bytes, trusting) ?? readAnyLayout(bytes, trusting), trusting);
}

/** What can be read of a file that is no database any more, line by line. */
export function salvageDatabase(bytes: Buffer): ReadDatabase {
  // One from before there were checksums has none at all.
  const reader = new Reader(!bytes.includes(`{"${SUM}":"`));
  let [table, number] = ["", 0];
  for (const line of linesOf(bytes)) {
    number += 1;
    const head = tableIn(line);
    if (head !== undefined) table = head;
    else if (line.startsWith('    "') && !reader.record(table, line, number)) reader.damaged(number, "it is no record");
    else if (!STRUCTURE.test(line) && !line.startsWith('    "')) reader.damaged(number, "it is no part of a database");
  }
  return reader.sealed();
}

const STRUCTURE = /^(\{|\}| {2}\},?| {2}"_rockpool": .*|)$/;

interface Unsealed extends ReadDatabase {
  readonly seal?: unknown;
  /** Records whose checksum is wrong or missing. */
  readonly unsure: readonly { readonly damage: Damage; readonly table: string; readonly id: string }[];
}

function finish({ content, damage, seal, unsure }: Unsealed, trusting: boolean): ReadDatabase {
  if (seal === undefined) return { content, damage };
  const { format, records, [SUM]: sum } = seal as { format?: unknown; records?: unknown; [SUM]?: unknown };
  const isSealed = sum === sealSum(Number(format), Number(records));
  if (!isKnownFormat(format) && (isSealed || trusting)) throw new SyntaxError(unknownFormat(format));
  if (trusting) return { content, format: format as number, damage };
  const found = [...content.values()].reduce((sum, rows) => sum + rows.size, 0);
  const end: Damage[] = [];
  if (!isSealed) end.push({ place: "its end", reason: "it is broken (its checksum is wrong)" });
  else if (found !== records) end.push({ place: "its end", reason: `it says that there are ${records} records, and there are ${found}` });
  for (const { table, id } of unsure) content.get(table)?.delete(id);
  return { content, format: format as number, damage: [...damage, ...unsure.map((record) => record.damage), ...end] };
}

class Reader {
  readonly content: RawContent = new Map();
  readonly unsure: { damage: Damage; table: string; id: string }[] = [];
  readonly damage: Damage[] = [];
  seal: unknown;

  constructor(private readonly trusting: boolean) {}

  /** One line `    "id": {...},`. False where it is anything else. */
  record(table: string, line: string, number: number): boolean {
    const idEnd = endOfString(line, 5);
    const valueEnd = line.endsWith(",") ? -1 : line.length;
    if (idEnd < 0 || !line.startsWith(": {", idEnd)) return false;
    try {
      const idText = line.slice(4, idEnd);
      const { sum, body } = withoutSum(line.slice(idEnd + 2, valueEnd));
      this.add({ table, id: JSON.parse(idText) as string, value: JSON.parse(body) as object }, () => {
        if (sum === recordSum(table, idText, body)) return undefined;
        return { place: `line ${number}`, reason: reasonOf(table, sum) };
      });
      return true;
    } catch {
      return false;
    }
  }

  add({ table, id, value }: { table: string; id: string; value: object }, look: () => Damage | undefined): void {
    const rows = this.content.get(table) ?? new Map<string, object>();
    this.content.set(table, rows);
    rows.set(id, value);
    const damage = this.trusting ? undefined : look();
    if (damage) this.unsure.push({ damage, table, id });
  }

  damaged(line: number, reason: string): void {
    this.damage.push({ place: `line ${line}`, reason });
  }

  /** With every checksum counting, whether the file still says so or not. */
  sealed(): ReadDatabase {
    for (const { table, id } of this.unsure) this.content.get(table)?.delete(id);
    return { content: this.content, damage: [...this.damage, ...this.unsure.map((record) => record.damage)] };
  }
}

const reasonOf = (table: string, sum: string | undefined): string =>
  sum === undefined ? `a record of ${table} has no checksum` : `a record of ${table} is not what was written (its checksum is wrong)`;

/** `{"#":"0123abcd","a":1}` is a checksum and `{"a":1}`. */
function withoutSum(valueText: string): { sum?: string; body: string } {
  const found = /^\{"#":"([0-9a-f]{8})"(,|\}$)/.exec(valueText);
  if (!found) return { body: valueText };
  return { sum: found[1], body: found[2] === "," ? `{${valueText.slice(found[0].length)}` : "{}" };
}

const tableIn = (line: string): string | undefined => (/^ {2}"[^"]+": \{$/.test(line) ? line.slice(3, -4) : undefined);

/** Undefined where the file is not laid out as `databaseText` does it, after an editor's or formatter's work. */
function readOwnLayout(bytes: Buffer, trusting: boolean): Unsealed | undefined {
  const reader = new Reader(trusting);
  let [table, number] = ["", 0];
  let level: Level = "start";
  for (const line of linesOf(bytes)) {
    number += 1;
    const head = level === "tables" ? tableIn(line) : undefined;
    if (level === "records" && line.startsWith('    "')) {
      if (!reader.record(table, line, number)) return undefined;
    } else if (level === "records" && (line === "  }," || line === "  }")) {
      level = "tables";
    } else if (head !== undefined) {
      table = head;
      reader.content.set(table, new Map());
      level = "records";
    } else if (level === "tables" && line.startsWith(`  "${SEAL}": {`)) {
      reader.seal = parsed(line.slice(SEAL.length + 6));
      if (reader.seal === undefined) return undefined;
    } else if (level === "start" && line === "{") {
      level = "tables";
    } else if (level === "tables" && line === "}") {
      level = "end";
    } else {
      return undefined;
    }
  }
  return level === "end" ? reader : undefined;
}

/** Just after the quotation mark that ends the JSON string whose content starts at `at`; -1 where none does. */
function endOfString(line: string, at: number): number {
  for (let index = at; index < line.length; index++) {
    if (line[index] === "\\") index++;
    else if (line[index] === '"') return index + 1;
  }
  return -1;
}

function readAnyLayout(bytes: Buffer, trusting: boolean): Unsealed {
  const tables = parseQuietly(bytes.toString("utf8"));
  if (!isObject(tables)) throw new SyntaxError("it holds no tables");
  const reader = new Reader(trusting);
  for (const [table, rows] of Object.entries(tables)) {
    if (table === SEAL) reader.seal = rows as unknown;
    else addTable(reader, table, rows);
  }
  return reader;
}

function addTable(reader: Reader, table: string, rows: unknown): void {
  if (!isObject(rows) || !Object.values(rows).every(isObject)) throw new SyntaxError(`${table} is not a table of records`);
  reader.content.set(table, new Map());
  for (const [index, [id, { [SUM]: sum, ...value }]] of Object.entries(rows as Record<string, Record<string, unknown>>).entries()) {
    reader.add({ table, id, value }, () => {
      if (sum === recordSum(table, JSON.stringify(id), JSON.stringify(value))) return undefined;
      return { place: `record ${index + 1} of ${table}`, reason: reasonOf(table, sum as string | undefined) };
    });
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** JSON.parse quotes what it read in its errors, which may be a secret. */
function parseQuietly(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = /position (\d+)/.exec((error as Error).message)?.[1];
    const line = position && text.slice(0, Number(position)).split("\n").length;
    throw new SyntaxError(line ? `no valid JSON at line ${line}` : "no valid JSON");
  }
}

export const isObject = (value: unknown): value is object => typeof value === "object" && value !== null && !Array.isArray(value);
