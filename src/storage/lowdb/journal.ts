import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { StorageFailed } from "../failures.ts";

/** A process may not have any number of files open: beyond this many, a journal is closed again after each batch. */
const MANY_OPEN = 200;

/** What all journals of a folder share. A failure of one stops them all. */
export interface JournalState {
  readonly fsync: boolean;
  failure?: StorageFailed;
  open: number;
}

interface Waiting {
  readonly line: string;
  readonly done: () => void;
  readonly failed: (error: Error) => void;
}

/**
 * A file that only grows, a line per commit. Lines that come while a write is under way are written together, next.
 * `rotate` sets what is there aside as `<path>.<number>` and goes on with an empty file.
 */
export class Journal {
  private handle: FileHandle | undefined;
  private waiting: Waiting[] = [];
  private flushIsDue = false;
  private work: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly path: string,
    private readonly state: JournalState,
    /** Bytes of whole lines in the file. */
    public size: number,
    private readonly setAside: number[],
  ) {}

  /** Resolves when the line is written, with `fsync` when it is on the disk. Rejects with StorageFailed. */
  append(line: string): Promise<void> {
    return new Promise((done, failed) => {
      this.waiting.push({ line, done, failed });
      if (this.flushIsDue) return;
      this.flushIsDue = true;
      void this.inTurn(() => this.flush());
    });
  }

  rotate(): Promise<void> {
    return this.inTurn(async () => {
      if (this.size === 0) return;
      await this.closeHandle();
      const number = (this.setAside.at(-1) ?? 0) + 1;
      await rename(this.path, `${this.path}.${number}`);
      this.setAside.push(number);
      this.size = 0;
    });
  }

  /** Everything appended so far is on the disk when this resolves. Rejects where it cannot be. */
  async settle(): Promise<void> {
    await this.inTurn(async () => undefined);
    if (this.state.failure) throw this.state.failure;
    if (this.size > 0) await syncFile(this.path, "r+");
  }

  get hasSetAside(): boolean {
    return this.setAside.length > 0;
  }

  /** Oldest first: at every moment those left are the latest, which is what makes replaying them over newer records right. */
  async removeSetAside(): Promise<void> {
    for (let number = this.setAside[0]; number !== undefined; number = this.setAside[0]) {
      await rm(`${this.path}.${number}`, { force: true });
      this.setAside.shift();
    }
  }

  close(): Promise<void> {
    return this.inTurn(() => this.closeHandle());
  }

  private inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.work.then(task);
    this.work = result.catch(() => undefined);
    return result;
  }

  private async flush(): Promise<void> {
    this.flushIsDue = false;
    const batch = this.waiting.splice(0);
    if (!this.state.failure) await this.write(batch.map(({ line }) => line).join(""));
    const { failure } = this.state;
    for (const { done, failed } of batch) {
      if (failure) failed(failure);
      else done();
    }
  }

  private async write(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    try {
      this.handle ??= await this.openHandle();
      await this.handle.appendFile(bytes);
      if (this.state.fsync) await this.handle.datasync();
      this.size += bytes.length;
      if (this.state.open > MANY_OPEN) await this.closeHandle();
    } catch (error) {
      this.state.failure ??= new StorageFailed(this.path, error);
      // None of these commits is acknowledged. What was written of them should not come back at the next start either.
      await this.handle?.truncate(this.size).catch(() => undefined);
    }
  }

  private async openHandle(): Promise<FileHandle> {
    const handle = await open(this.path, "a", 0o600);
    this.state.open += 1;
    if (this.state.fsync && this.size === 0) await syncFile(dirname(this.path), "r");
    return handle;
  }

  private async closeHandle(): Promise<void> {
    const { handle } = this;
    if (!handle) return;
    this.handle = undefined;
    this.state.open -= 1;
    await handle.close();
  }
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
