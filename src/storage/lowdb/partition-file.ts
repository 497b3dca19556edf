import { readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { open, rm, truncate } from "node:fs/promises";
import { dirname } from "node:path";
import type { Adapter } from "lowdb";
import type { Engine } from "../engine/memory-engine.ts";
import { isEmpty, type PartitionContent } from "../engine/shelf.ts";
import { codeOf, isMissing, UnreadableData } from "../failures.ts";
import { migrate, type RawContent } from "../migrations.ts";
import { databaseText } from "./database-text.ts";
import { Journal, type JournalState, syncFile } from "./journal.ts";
import { replay, wholeLength } from "./journal-text.ts";
import { type Damage, type ReadDatabase, readDatabase } from "./read-database.ts";

/** Below this size, in bytes, a journal is not worth folding, however small the database is. */
const SMALLEST_FOLD = 4 * 1024 * 1024;

export interface PartitionPlace {
  readonly folder: string;
  readonly partition: string;
  /** Numbers of the journals set aside by a fold that did not come to its end, ascending. */
  readonly setAside: readonly number[];
  /** Of the folder, for files that name none. */
  readonly format: number;
}

/**
 * A lowdb adapter for one partition: a database file, and beside it a journal of what was committed since. `write` folds
 * the journal into the file while commits go on; a crash at any point of it loses nothing, because the journals are removed
 * only after a file that holds all of them has taken the old one's place.
 */
export class PartitionFile implements Adapter<PartitionContent> {
  private readonly path: string;
  private readonly torn = new Map<string, number>();
  private fileSize = 0;
  private folding: Promise<void> | undefined;
  private isGivenUp = () => false;
  private journal: Journal;

  constructor(
    private readonly place: PartitionPlace,
    private readonly state: JournalState,
    private readonly engine: Engine,
  ) {
    this.path = `${place.folder}/${place.partition}.json`;
    this.journal = new Journal(this.journalPath, state, 0, [...place.setAside]);
  }

  /** Fills the engine from the files, and touches none. Throws UnreadableData. */
  async read(): Promise<PartitionContent> {
    const file = readIfThere(this.path);
    this.fileSize = file?.length ?? 0;
    const { content, format = this.place.format } = file ? this.parse(file) : { content: new Map() };
    for (const number of this.place.setAside) this.replay(`${this.journalPath}.${number}`, content);
    const size = this.replay(this.journalPath, content);
    this.journal = new Journal(this.journalPath, this.state, size, [...this.place.setAside]);
    return this.restore(migrate(content, format));
  }

  /** Takes away what a crash left: torn ends of journals, the unfinished file of a fold. */
  async repair(): Promise<void> {
    for (const [path, length] of this.torn) await truncate(path, length);
    await rm(this.temporary, { force: true });
  }

  /** Folds the journal into the database file, or removes both where nothing is left. Waits for a fold under way. */
  async write(content: PartitionContent): Promise<void> {
    while (this.folding) await this.folding.catch(() => undefined);
    this.folding = this.fold(content);
    try {
      await this.folding;
    } finally {
      this.folding = undefined;
    }
  }

  /** Throws StorageFailed, and nothing of the line is there then. */
  append(line: string): void {
    this.journal.append(line);
  }

  /** Resolves when all that was appended is on the disk. */
  sync(): Promise<void> {
    return this.journal.sync();
  }

  /** Is there no file of this partition any more, nor one in the making? */
  get isGone(): boolean {
    return !this.folding && this.fileSize === 0 && this.unfolded === undefined;
  }

  /** Has the journal grown so much that writing the file anew costs no more than the commits did? */
  get isDue(): boolean {
    return !this.folding && this.journal.size > Math.max(SMALLEST_FOLD, this.fileSize);
  }

  /** Bytes to read at the next start, or undefined where there is nothing to fold. */
  get unfolded(): number | undefined {
    const { size, hasSetAside } = this.journal;
    return size > 0 || hasSetAside ? this.fileSize + size : undefined;
  }

  /** From now on a fold ends as soon as `isGivenUp`; the journals stay, so that nothing is lost. */
  giveUpWhen(isGivenUp: () => boolean): void {
    this.isGivenUp = isGivenUp;
  }

  /** Takes note of a file that was put there. */
  measure(): void {
    this.fileSize = statSync(this.path).size;
  }

  /** Ends a fold under way; the journals stay. */
  async stopFolding(): Promise<void> {
    this.giveUpWhen(() => true);
    await this.folding?.catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.folding?.catch(() => undefined);
    this.journal.end();
  }

  private get journalPath(): string {
    return `${this.place.folder}/${this.place.partition}.journal`;
  }

  private get temporary(): string {
    return `${this.path}.tmp`;
  }

  private async fold(content: PartitionContent): Promise<void> {
    this.journal.rotate();
    if (isEmpty(content)) {
      rmSync(this.path, { force: true });
      this.fileSize = 0;
    } else if (!(await this.replaceFile(content))) {
      return;
    }
    await syncFile(dirname(this.path), "r");
    this.journal.removeSetAside();
  }

  /** False where the fold was given up. */
  private async replaceFile(content: PartitionContent): Promise<boolean> {
    try {
      const size = await this.writeTemporary(content);
      // The file may hold a part of a commit that is on its way to the disk. Were it in place before the whole of it is
      // there, a power cut could leave half a commit.
      if (size !== undefined) await this.journal.sync();
      if (size === undefined || this.isGivenUp()) return false;
      renameSync(this.temporary, this.path);
      this.fileSize = size;
      return true;
    } finally {
      await rm(this.temporary, { force: true });
    }
  }

  private async writeTemporary(content: PartitionContent): Promise<number | undefined> {
    const handle = await open(this.temporary, "w", 0o600);
    try {
      let size = 0;
      for await (const text of databaseText(content)) {
        if (this.isGivenUp()) return undefined;
        const bytes = Buffer.from(text);
        await handle.appendFile(bytes);
        size += bytes.length;
      }
      if (this.isGivenUp()) return undefined;
      await handle.sync();
      return size;
    } finally {
      await handle.close();
    }
  }

  private replay(path: string, content: RawContent): number {
    const bytes = readIfThere(path);
    if (!bytes) return 0;
    refuse(path, replay(bytes, content));
    const length = wholeLength(bytes);
    if (length < bytes.length) this.torn.set(path, length);
    return length;
  }

  private parse(file: Buffer): ReadDatabase {
    const read = readOrRefuse(this.path, file);
    refuse(this.path, read.damage);
    return read;
  }

  private restore(content: RawContent): PartitionContent {
    try {
      return this.engine.restore(this.place.partition, content);
    } catch (error) {
      throw new UnreadableData(this.path, (error as Error).message);
    }
  }
}

function readOrRefuse(path: string, file: Buffer): ReadDatabase {
  try {
    return readDatabase(file);
  } catch (error) {
    throw new UnreadableData(path, (error as Error).message);
  }
}

/** Throws UnreadableData for the first damage. */
function refuse(path: string, [first, ...others]: readonly Damage[]): void {
  if (!first) return;
  const more = others.length > 0 ? `, and ${others.length} more` : "";
  throw new UnreadableData(path, `${first.place}: ${first.reason}${more}`);
}

/** At once, not in pieces: nothing is served yet, and a hundred megabytes are read three times as fast. */
export function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new UnreadableData(path, codeOf(error));
  }
}
