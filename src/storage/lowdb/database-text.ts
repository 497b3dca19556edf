import type { PartitionContent, Shelf } from "../engine/shelf.ts";
import { Slices } from "../engine/slices.ts";
import { FORMAT, type RawContent } from "../migrations.ts";
import { checksum } from "./checksum.ts";

/** The member of a record that holds its checksum, and that of a file which says that every record has one. */
export const SUM = "#";
export const SEAL = "_rockpool";

const ROWS_AT_A_TIME = 16;

/** The database file, one record per line in the order of tables and ids, in pieces made in short slices of time. */
export async function* databaseText(content: PartitionContent): AsyncGenerator<string> {
  let records = 0;
  let before = "{\n";
  for (const [table, shelf] of content) {
    if (shelf.rows.size === 0) continue;
    yield `${before}${tableHead(table)}`;
    for await (const { text, count } of recordLines(table, shelf)) {
      records += count;
      yield text;
    }
    before = TABLE_END;
  }
  yield before === "{\n" ? "{}\n" : `${TABLE_END}${sealLine(records)}}\n`;
}

/** The same of rows as they were read. */
export function* rowsText(content: RawContent): Generator<string> {
  let records = 0;
  let before = "{\n";
  for (const [table, rows] of content) {
    if (rows.size === 0) continue;
    yield `${before}${tableHead(table)}`;
    before = "";
    for (const [id, value] of [...rows].sort(([a], [b]) => (a < b ? -1 : 1))) {
      yield `${before}${recordLine(table, id, value)}`;
      before = ",\n";
      records += 1;
    }
    before = TABLE_END;
  }
  yield records === 0 ? "{}\n" : `${TABLE_END}${sealLine(records)}}\n`;
}

const TABLE_END = "\n  },\n";
const tableHead = (table: string): string => `  ${JSON.stringify(table)}: {\n`;
const sealLine = (records: number): string =>
  `  ${JSON.stringify(SEAL)}: ${JSON.stringify({ [SUM]: sealSum(FORMAT, records), format: FORMAT, records })}\n`;

async function* recordLines(table: string, shelf: Shelf): AsyncGenerator<{ text: string; count: number }> {
  const view = shelf.inOrderOf();
  await view.ready;
  const slices = new Slices();
  let lines: string[] = [];
  let page = view.read({ limit: ROWS_AT_A_TIME });
  let separator = "";
  while (page.length > 0) {
    for (const [, { id, value }] of page) {
      lines.push(`${separator}${recordLine(table, id, value)}`);
      separator = ",\n";
    }
    if (slices.over()) {
      yield { text: lines.join(""), count: lines.length };
      lines = [];
      await slices.next();
    }
    page = view.read({ after: page.at(-1)![0], limit: ROWS_AT_A_TIME });
  }
  yield { text: lines.join(""), count: lines.length };
}

function recordLine(table: string, id: string, value: object): string {
  const [name, body] = [JSON.stringify(id), JSON.stringify(value)];
  return `    ${name}: {"${SUM}":"${recordSum(table, name, body)}"${body === "{}" ? "" : ","}${body.slice(1)}`;
}

export const sealSum = (format: number, records: number): string => checksum(SEAL, String(format), String(records));

/** Of a record's table, id and value, the latter two as JSON without blanks. */
export const recordSum = (table: string, idText: string, body: string): string => checksum(table, idText, body);
