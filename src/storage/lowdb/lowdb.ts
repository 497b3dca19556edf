import { readdir } from "node:fs/promises";
import { Low } from "lowdb";
import type { Log } from "../../runtime/log.ts";
import type { Change, Driver, IndexKey, ListQuery, PartitionDump, RowKey, StateDump, TableDefinition } from "../driver.ts";
import { Engine } from "../engine/memory-engine.ts";
import type { PartitionContent } from "../engine/shelf.ts";
import { codeOf, StorageFailed } from "../failures.ts";
import { FORMAT } from "../migrations.ts";
import { formatOf, journalsSetAside, makeFolder, partitionsOf, stampFormat } from "./folder.ts";
import { HeldFolder } from "./held-folder.ts";
import { type JournalState, syncFile } from "./journal.ts";
import { clearLine, commitLine, loadLine } from "./journal-text.ts";
import { lockFolder } from "./lock.ts";
import { PartitionFile } from "./partition-file.ts";
import { finishReplacement, stage, takePlace } from "./replacement.ts";

/** Closing should not take longer than about half a second: journals that would take more are left for the next start. */
const CLOSING_MS = 500;
const LARGEST_FOLD_ON_CLOSE = 16 * 1024 * 1024;

export interface LowdbOptions {
  readonly folder: string;
  readonly tables: readonly TableDefinition[];
  /** Each acknowledged commit survives a power cut too, not only the end of the process. */
  readonly fsync: boolean;
  readonly log: Log;
  /** How long to wait for another server to let go of the folder; absent: two seconds. */
  readonly patienceMs?: number;
}

/**
 * Keeps rows in memory and in a folder: `<partition>.json` and `<partition>.journal` for each partition.
 * Throws DataFolderInUse or UnreadableData, and has then left the folder as it was.
 */
export async function openLowdbDriver(options: LowdbOptions): Promise<Driver> {
  await makeFolder(options.folder);
  const unlock = await lockFolder(options.folder, options);
  let held: HeldFolder | undefined;
  try {
    held = new HeldFolder(options.folder);
    const driver = new LowdbDriver(options, held, unlock);
    await driver.open();
    return driver;
  } catch (error) {
    held?.close();
    await unlock();
    throw error;
  }
}

interface Database {
  readonly file: PartitionFile;
  readonly low: Low<PartitionContent>;
}

class LowdbDriver implements Driver {
  private engine: Engine;
  private readonly databases = new Map<string, Database>();
  private readonly state: JournalState;
  private isReplacing = false;
  private broken: StorageFailed | undefined;
  private closing: Promise<void> | undefined;

  constructor(
    private readonly options: LowdbOptions,
    held: HeldFolder,
    private readonly unlock: () => Promise<void>,
  ) {
    this.engine = new Engine(options.tables);
    this.state = { folder: held, failing: new Map(), open: 0 };
  }

  /** Reads all files before it changes any, but for what an import left that was killed. */
  async open(): Promise<void> {
    const { folder } = this.options;
    const format = await formatOf(folder);
    finishReplacement(folder);
    const names = await readdir(folder);
    for (const partition of partitionsOf(names))
      await this.database(partition, { setAside: journalsSetAside(names, partition), format }).low.read();
    for (const { file } of this.databases.values()) await file.repair();
    await stampFormat(folder);
  }

  get = async (key: RowKey) => this.engine.get(key);
  find = async (table: string, key: IndexKey) => this.engine.find(table, key);
  list = (table: string, query: ListQuery) => this.engine.list(table, query);
  count = async (table: string, partition?: string) => this.engine.count(table, partition);
  partitions = async () => this.engine.partitions();
  dump = async (partition: string) => this.engine.dump(partition);

  async commit(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return;
    const { partition } = changes[0]!;
    const apply = this.engine.prepare(changes);
    const line = commitLine(changes);
    if (line !== undefined) await this.write(partition, line, apply);
  }

  async drop(partition: string, checks: readonly Change[] = []): Promise<void> {
    this.engine.refuseStaleChecks(checks);
    if (!this.databases.has(partition)) return;
    await this.write(partition, clearLine(), () => this.engine.clear(partition));
    await this.fold(partition);
    this.forget(partition);
  }

  async load(partition: string, dump: PartitionDump): Promise<void> {
    const apply = this.engine.prepareLoad(partition, dump);
    await this.write(partition, loadLine(dump), apply);
  }

  /** What is there is served and written until the moment at which all of it is replaced. */
  async replace(state: StateDump): Promise<void> {
    this.refuseIfUnable();
    const { folder, tables } = this.options;
    const engine = Engine.of(tables, state);
    await stage(folder, state);
    const files = [...this.databases.values()].map(({ file }) => file);
    this.isReplacing = true;
    try {
      for (const file of files) await file.stopFolding();
      this.refuseIfUnable();
      takePlace(folder);
    } catch (error) {
      for (const file of files) file.giveUpWhen(() => false);
      throw error;
    } finally {
      this.isReplacing = false;
    }
    this.moveIn(engine, Object.keys(state));
    if (this.options.fsync) await syncFile(folder, "r");
  }

  private moveIn(engine: Engine, partitions: readonly string[]): void {
    try {
      finishReplacement(this.options.folder);
      for (const { file } of this.databases.values()) void file.close();
      this.databases.clear();
      this.engine = engine;
      for (const partition of partitions) this.database(partition).file.measure();
    } catch (error) {
      // What is in the folder now is neither what was there nor what came, until the next start moves the rest in.
      this.broken = new StorageFailed(this.options.folder, error);
      throw this.broken;
    }
  }

  whyReadOnly(): string | undefined {
    const { failing } = this.state;
    for (const journal of [...failing.keys()]) if (journal.takesWrites) failing.delete(journal);
    return (this.broken ?? [...failing.values()][0])?.message;
  }

  close(): Promise<void> {
    this.closing ??= this.foldAndClose();
    return this.closing;
  }

  /** Nobody sees the change before it is written; whoever made it hears of it when it is as durable as configured. */
  private async write(partition: string, line: string, apply: () => void): Promise<void> {
    this.refuseIfUnable();
    const { file } = this.database(partition);
    file.append(line);
    apply();
    if (file.isDue) void this.fold(partition);
    if (this.options.fsync) await file.sync();
  }

  private refuseIfUnable(): void {
    if (this.closing) throw new Error("the store is closed");
    if (this.broken) throw this.broken;
  }

  private database(partition: string, { setAside = [] as readonly number[], format = FORMAT } = {}): Database {
    const known = this.databases.get(partition);
    if (known) return known;
    if (!/^[\w-]+$/.test(partition)) throw new Error("a partition's name becomes a file's: letters, digits, _ and - only");
    const file = new PartitionFile({ folder: this.options.folder, partition, setAside, format }, this.state, this.engine);
    const made = { file, low: new Low(file, this.engine.content(partition)) };
    this.databases.set(partition, made);
    return made;
  }

  /** Lets go of a partition that is empty, in memory and on the disk. */
  private forget(partition: string): void {
    const database = this.databases.get(partition);
    if (!database?.file.isGone || !this.engine.release(partition)) return;
    void database.file.close();
    this.databases.delete(partition);
  }

  /** A fold that fails loses nothing: the journals stay, and are tried again when they have grown. */
  private async fold(partition: string): Promise<void> {
    if (this.isReplacing) return;
    try {
      await this.databases.get(partition)?.low.write();
    } catch (error) {
      this.options.log.error({ partition, reason: codeOf(error) }, "could not fold the journal into the database file");
    }
  }

  private async foldAndClose(): Promise<void> {
    const end = performance.now() + CLOSING_MS;
    for (const { file } of this.databases.values()) file.giveUpWhen(() => performance.now() > end);
    for (const [partition, { file }] of this.databases) {
      const isWorthIt = (file.unfolded ?? Infinity) <= LARGEST_FOLD_ON_CLOSE;
      if (isWorthIt && !this.broken && performance.now() < end) await this.fold(partition);
      await file.close();
    }
    this.state.folder.close();
    await this.unlock();
  }
}
