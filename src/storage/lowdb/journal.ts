import { closeSync, fdatasync, fstatSync, ftruncateSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { StorageFailed } from "../failures.ts";
import { type HeldFolder, numberAt, numberOf } from "./held-folder.ts";

/** What is written to see whether something can be: more than most lines have. */
const SAMPLE = Buffer.alloc(16 * 1024, " ");

/** A process may not have any number of files open: beyond this many, a journal is closed again after each line. */
const MANY_OPEN = 200;

/** What all journals of a folder share. */
export interface JournalState {
  readonly folder: HeldFolder;
  /** Those whose last write failed, and why. */
  readonly failing: Map<Journal, StorageFailed>;
  open: number;
}

/**
 * A file that only grows, a line per commit. A line is written before anybody sees what it says, and at once: handing it
 * to the system's cache takes less time than handing it to another thread. `rotate` sets what is there aside as
 * `<path>.<number>` and goes on with an empty file.
 */
export class Journal {
  private file: { readonly handle: number; readonly number: string } | undefined;
  private isNew = false;
  private isOver = false;
  private syncing: Promise<void> | undefined;
  private nextSync: Promise<void> | undefined;

  constructor(
    private readonly path: string,
    private readonly state: JournalState,
    /** Bytes of whole lines in the file. */
    public size: number,
    private readonly setAside: number[],
  ) {}

  /** Throws StorageFailed, and nothing of the line is there then. */
  append(line: string): void {
    const bytes = Buffer.from(line);
    try {
      writeAll(this.opened(), bytes);
      this.size += bytes.length;
    } catch (error) {
      this.close();
      throw this.failed(error);
    }
    this.state.failing.delete(this);
    if (this.state.open > MANY_OPEN) this.close();
  }

  /** Resolves when all that was appended so far is on the disk. Those who come while that is done share the next time. */
  sync(): Promise<void> {
    if (this.syncing) return (this.nextSync ??= this.syncing.catch(() => undefined).then(() => this.syncAgain()));
    this.syncing = this.syncNow().finally(() => (this.syncing = undefined));
    return this.syncing;
  }

  rotate(): void {
    if (this.size === 0) return;
    this.close();
    const number = (this.setAside.at(-1) ?? 0) + 1;
    renameSync(this.path, `${this.path}.${number}`);
    this.setAside.push(number);
    this.size = 0;
  }

  /** Would a line be taken now, after one that was not? */
  get takesWrites(): boolean {
    try {
      const file = this.opened();
      writeAll(file, SAMPLE);
      ftruncateSync(file, this.size);
      if (this.size === 0) this.remove();
      return true;
    } catch {
      this.close();
      return false;
    }
  }

  get hasSetAside(): boolean {
    return this.setAside.length > 0;
  }

  /** Oldest first: at every moment those left are the latest, which is what makes replaying them over newer records right. */
  removeSetAside(): void {
    for (let number = this.setAside[0]; number !== undefined; number = this.setAside[0]) {
      rmSync(`${this.path}.${number}`, { force: true });
      this.setAside.shift();
    }
  }

  close(): void {
    if (this.file === undefined) return;
    closeSync(this.file.handle);
    this.file = undefined;
    this.state.open -= 1;
  }

  private remove(): void {
    this.close();
    rmSync(this.path);
  }

  /** Closes for good: what fails from now on concerns nobody. */
  end(): void {
    this.isOver = true;
    this.state.failing.delete(this);
    this.close();
  }

  /** The file, known to be the one that the next start will read, and to end where the last whole line does. */
  private opened(): number {
    if (this.file && numberAt(this.path) === this.file.number) return this.file.handle;
    this.close();
    if (!this.state.folder.isThere) throw new Error("the data folder was removed or replaced while rockpool was running");
    const handle = openSync(this.path, "a", 0o600);
    this.state.open += 1;
    const found = fstatSync(handle);
    this.file = { handle, number: numberOf(found) };
    if (found.size < this.size) throw new Error("the file was removed or cut while rockpool was running");
    if (found.size > this.size) ftruncateSync(handle, this.size);
    this.isNew ||= this.size === 0;
    return handle;
  }

  private syncAgain(): Promise<void> {
    this.nextSync = undefined;
    return this.sync();
  }

  private async syncNow(): Promise<void> {
    if (this.size === 0) return;
    const { isNew } = this;
    this.isNew = false;
    try {
      // By a handle of its own, taken at once: the other may be closed before this is done, and the file get another name.
      const file = openSync(this.path, "r+");
      await promisify(fdatasync)(file).finally(() => closeSync(file));
      if (isNew) await syncFile(dirname(this.path), "r");
    } catch (error) {
      this.isNew ||= isNew;
      throw this.failed(error);
    }
  }

  private failed(error: unknown): StorageFailed {
    const failure = new StorageFailed(this.path, error);
    if (!this.isOver) this.state.failing.set(this, failure);
    return failure;
  }
}

function writeAll(file: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}

/** For a folder, what makes the names in it durable. Windows cannot do that, nor does it need to. */
export async function syncFile(path: string, flags: "r" | "r+"): Promise<void> {
  if (flags === "r" && process.platform === "win32") return;
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
