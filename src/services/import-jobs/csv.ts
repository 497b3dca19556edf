import { Readable } from "node:stream";
import type { ImportJob } from "../../records/import-jobs.ts";
import { importChunks } from "../../records/import-jobs.ts";
import type { Driver } from "../../storage/driver.ts";

/** Of one line, in characters (AWS, "Importing users from a CSV file"). */
const LONGEST_LINE = 16_000;
/** In bytes: a line of four-byte characters. What is longer still is no CSV file, and is not read to its end. */
const LONGEST_RECORD = 4 * LONGEST_LINE + 4;

/** One line of the file. */
export interface Line {
  /** From 1, which is the header. */
  readonly number: number;
  readonly cells: readonly string[];
  readonly isTooLong: boolean;
}

/** The lines of an uploaded file, read piece by piece; blank ones are left out. Throws where it is no CSV file. */
export async function* readLines(store: Driver, { poolId, uploadId }: ImportJob): AsyncGenerator<Line> {
  // Loaded on demand: hardly any server imports users.
  const { parse } = await import("csv-parse");
  const parser = parse({ delimiter: ",", quote: false, relax_column_count: true, max_record_size: LONGEST_RECORD });
  const source = Readable.from(textOf(store, poolId, uploadId!));
  source.on("error", (error) => parser.destroy(error));
  let number = 0;
  try {
    for await (const record of source.pipe(parser) as AsyncIterable<string[]>) {
      number += 1;
      if (record.length === 1 && record[0]!.trim() === "") continue;
      const length = record.reduce((sum, cell) => sum + cell.length + 1, -1);
      yield { number, cells: joinEscaped(record).map(trimmed), isTooLong: length > LONGEST_LINE };
    }
  } finally {
    source.destroy();
  }
}

/** Blanks only: a byte order mark stays, for the file must not have one (AWS, the same page). */
function trimmed(cell: string): string {
  let [start, end] = [0, cell.length];
  while (start < end && isBlank(cell[start]!)) start += 1;
  while (end > start && isBlank(cell[end - 1]!)) end -= 1;
  return cell.slice(start, end);
}

const isBlank = (character: string): boolean => character === " " || character === "\t" || character === "\r";

async function* textOf(store: Driver, poolId: string, uploadId: string): AsyncGenerator<string> {
  let after: string | undefined;
  do {
    const page = await importChunks.list(store, { partition: poolId, index: "upload", equals: uploadId, after, limit: 1 });
    for (const { text } of page.items) yield text;
    after = page.next;
  } while (after !== undefined);
}

/** A comma inside a value is written `\,`; there are no quotes (AWS, the same page). */
function joinEscaped(record: readonly string[]): string[] {
  const cells: string[] = [];
  let open = "";
  for (const cell of record) {
    const isOpen = cell.endsWith("\\");
    open += isOpen ? `${cell.slice(0, -1)},` : cell;
    if (isOpen) continue;
    cells.push(open);
    open = "";
  }
  return open === "" ? cells : [...cells, open.slice(0, -1)];
}
