import { mkdir, readdir } from "node:fs/promises";
import { Low } from "lowdb";
import type { Log } from "../../runtime/log.ts";
import type { Change, Driver, IndexKey, ListQuery, PartitionDump, RowKey, TableDefinition } from "../driver.ts";
import { Engine } from "../engine/memory-engine.ts";
import type { PartitionContent } from "../engine/shelf.ts";
import { codeOf, UnreadableData } from "../failures.ts";
import type { JournalState } from "./journal.ts";
import { clearLine, commitLine, loadLine } from "./journal-text.ts";
import { lockFolder } from "./lock.ts";
import { PartitionFile } from "./partition-file.ts";

/** Closing should not take longer than about half a second: journals that would take more are left for the next start. */
const CLOSING_MS = 500;
const LARGEST_FOLD_ON_CLOSE = 16 * 1024 * 1024;

export interface LowdbOptions {
  readonly folder: string;
  readonly tables: readonly TableDefinition[];
  /** Each acknowledged commit survives a power cut too, not only the end of the process. */
  readonly fsync: boolean;
  readonly log: Log;
}

/**
 * Keeps rows in memory and in a folder: `<partition>.json` and `<partition>.journal` for each partition.
 * Throws DataFolderInUse or UnreadableData, and has then left the folder as it was.
 */
export async function openLowdbDriver(options: LowdbOptions): Promise<Driver> {
  await makeFolder(options.folder);
  const unlock = await lockFolder(options.folder);
  try {
    const driver = new LowdbDriver(options, unlock);
    await driver.open();
    return driver;
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new UnreadableData(folder, `it is no folder and cannot be made one (${codeOf(error)})`);
  }
}

interface Database {
  readonly file: PartitionFile;
  readonly low: Low<PartitionContent>;
}

class LowdbDriver implements Driver {
  private readonly engine: Engine;
  private readonly databases = new Map<string, Database>();
  private readonly state: JournalState;
  private closing: Promise<void> | undefined;

  constructor(
    private readonly options: LowdbOptions,
    private readonly unlock: () => Promise<void>,
  ) {
    this.engine = new Engine(options.tables);
    this.state = { fsync: options.fsync, open: 0 };
  }

  /** Reads all files before it changes any. */
  async open(): Promise<void> {
    const names = await readdir(this.options.folder);
    for (const partition of partitionsOf(names)) await this.database(partition, journalsSetAside(names, partition)).low.read();
    for (const { file } of this.databases.values()) await file.repair();
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
    await this.write(partition, commitLine(changes), () => this.engine.commit(changes));
  }

  async drop(partition: string, checks: readonly Change[] = []): Promise<void> {
    this.engine.refuseStaleChecks(checks);
    if (!this.databases.has(partition)) return;
    await this.write(partition, clearLine(), () => this.engine.clear(partition));
    await this.fold(partition);
  }

  async load(partition: string, dump: PartitionDump): Promise<void> {
    await this.write(partition, loadLine(dump), () => this.engine.load(partition, dump));
  }

  close(): Promise<void> {
    this.closing ??= this.foldAndClose();
    return this.closing;
  }

  /** Reads see the change at once; whoever made it hears of it when it is written. */
  private async write(partition: string, line: string, apply: () => void): Promise<void> {
    if (this.closing) throw new Error("the store is closed");
    if (this.state.failure) throw this.state.failure;
    const { file } = this.database(partition);
    apply();
    await file.append(line);
    if (file.isDue) void this.fold(partition);
  }

  private database(partition: string, setAside: readonly number[] = []): Database {
    const known = this.databases.get(partition);
    if (known) return known;
    if (!/^[\w-]+$/.test(partition)) throw new Error("a partition's name becomes a file's: letters, digits, _ and - only");
    const file = new PartitionFile({ folder: this.options.folder, partition, setAside }, this.state, this.engine);
    const made = { file, low: new Low(file, this.engine.content(partition)) };
    this.databases.set(partition, made);
    return made;
  }

  /** A fold that fails loses nothing: the journals stay, and are tried again when they have grown. */
  private async fold(partition: string): Promise<void> {
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
      if (isWorthIt && !this.state.failure && performance.now() < end) await this.fold(partition);
      await file.close();
    }
    await this.unlock();
  }
}

const partitionsOf = (names: readonly string[]): Set<string> =>
  new Set(names.flatMap((name) => /^([\w-]+)\.(?:json|journal(?:\.\d+)?)$/.exec(name)?.[1] ?? []));

/** Numbers of the journals that folds have set aside and not removed, ascending. */
const journalsSetAside = (names: readonly string[], partition: string): number[] =>
  names
    .filter((name) => name.startsWith(`${partition}.journal.`) && /\.\d+$/.test(name))
    .map((name) => Number(name.slice(name.lastIndexOf(".") + 1)))
    .sort((a, b) => a - b);
