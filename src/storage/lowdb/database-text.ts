import type { PartitionContent, Shelf } from "../engine/shelf.ts";
import { Slices } from "../engine/slices.ts";

/** Rows as they are read from files: table name -> id -> value. */
export type RawContent = Map<string, Map<string, object>>;

const ROWS_AT_A_TIME = 16;
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

/** The database file, one record per line in the order of tables and ids, in pieces made in short slices of time. */
export async function* databaseText(content: PartitionContent): AsyncGenerator<string> {
  let before = "{\n";
  for (const [table, shelf] of content) {
    if (shelf.rows.size === 0) continue;
    yield `${before}  ${JSON.stringify(table)}: {\n`;
    yield* recordLines(shelf);
    before = "\n  },\n";
  }
  yield before === "{\n" ? "{}\n" : "\n  }\n}\n";
}

async function* recordLines(shelf: Shelf): AsyncGenerator<string> {
  const view = shelf.inOrderOf();
  await view.ready;
  const slices = new Slices();
  const lines: string[] = [];
  let page = view.read({ limit: ROWS_AT_A_TIME });
  let separator = "";
  while (page.length > 0) {
    for (const [, { id, value }] of page) {
      lines.push(`${separator}    ${JSON.stringify(id)}: ${JSON.stringify(value)}`);
      separator = ",\n";
    }
    if (slices.over()) {
      yield lines.splice(0).join("");
      await slices.next();
    }
    page = view.read({ after: page.at(-1)![0], limit: ROWS_AT_A_TIME });
  }
  yield lines.join("");
}

/** Throws a SyntaxError, whose message quotes nothing of the file, where it is not a database. */
export function parseDatabase(bytes: Buffer): RawContent {
  return parseOwnLayout(bytes) ?? parseAnyLayout(bytes);
}

type Level = "start" | "tables" | "records" | "end";

/** Undefined where the file is not laid out as `databaseText` does it, after an editor's or formatter's work. */
function parseOwnLayout(bytes: Buffer): RawContent | undefined {
  const content: RawContent = new Map();
  let rows = new Map<string, object>();
  let level: Level = "start";
  for (const line of linesOf(bytes)) {
    if (level === "records" && line.startsWith('    "')) {
      if (!readRecord(line, rows)) return undefined;
    } else if (level === "records" && (line === "  }," || line === "  }")) {
      level = "tables";
    } else if (level === "tables" && line.startsWith('  "') && line.endsWith('": {')) {
      rows = new Map();
      content.set(line.slice(3, -4), rows);
      level = "records";
    } else if (level === "start" && line === "{") {
      level = "tables";
    } else if (level === "tables" && line === "}") {
      level = "end";
    } else {
      return undefined;
    }
  }
  return level === "end" ? content : undefined;
}

/** One line `    "id": {...},`. False where it is anything else. */
function readRecord(line: string, rows: Map<string, object>): boolean {
  const idEnd = endOfString(line, 5);
  const valueEnd = line.endsWith(",") ? -1 : line.length;
  if (idEnd < 0 || !line.startsWith(": {", idEnd)) return false;
  try {
    rows.set(JSON.parse(line.slice(4, idEnd)) as string, JSON.parse(line.slice(idEnd + 2, valueEnd)) as object);
    return true;
  } catch {
    return false;
  }
}

/** Just after the quotation mark that ends the JSON string whose content starts at `at`; -1 where none does. */
function endOfString(line: string, at: number): number {
  for (let index = at; index < line.length; index++) {
    if (line[index] === "\\") index++;
    else if (line[index] === '"') return index + 1;
  }
  return -1;
}

function parseAnyLayout(bytes: Buffer): RawContent {
  const tables = parseQuietly(bytes.toString("utf8"));
  if (!isObject(tables)) throw new SyntaxError("it holds no tables");
  return new Map(Object.entries(tables).map(([table, rows]) => [table, rowMap(table, rows)]));
}

function rowMap(table: string, rows: unknown): Map<string, object> {
  if (!isObject(rows) || !Object.values(rows).every(isObject)) throw new SyntaxError(`${table} is not a table of records`);
  return new Map(Object.entries(rows) as [string, object][]);
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
