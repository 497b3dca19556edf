import type { Services } from "../../context.ts";
import { activeImport, type ImportJob, importJobs, importLogs, isActive, removeUpload } from "../../records/import-jobs.ts";
import { getPool } from "../../records/pools.ts";
import { users } from "../../records/users.ts";
import { importHeader } from "../../rules/import-header.ts";
import { StaleWrite, type Stored, UniqueViolation } from "../../storage/driver.ts";
import { retryStale } from "../../storage/retry.ts";
import { decide } from "./batch.ts";
import { type Line, readLines } from "./csv.ts";
import type { Reading } from "./read-user.ts";

type Running = Pick<Services, "store" | "clock" | "log">;
type JobKey = Pick<ImportJob, "poolId" | "id">;

/** Users of one file (AWS, "Importing users from a CSV file"). */
const MOST_USERS = 500_000;
/** Lines that are committed together. Others are served in between. */
const BATCH = 200;

/** A file that cannot be imported at all; `message` is the job's completion message. */
class UnusableFile extends Error {}

/** Goes on with the job that the server was stopped in the middle of. */
export async function resumeImport(services: Running & Pick<Services, "background">): Promise<void> {
  const job = await activeImport(services.store);
  if (job) startImport(services, job);
}

export function startImport(services: Running & Pick<Services, "background">, { poolId, id }: JobKey): void {
  services.background.start("user import", (signal) => runImport(services, { poolId, id }, signal));
}

/** Imports until the file ends, the job is stopped or the server is closed; the latter leaves the job as it is. */
async function runImport(ctx: Running, key: JobKey, signal: AbortSignal): Promise<void> {
  const job = await changeRunning(ctx, key, { status: "InProgress" });
  if (!job) return;
  try {
    const isDone = await importLines(ctx, job, signal);
    if (isDone) await complete(ctx, key);
  } catch (error) {
    if (signal.aborted) return;
    // Assumption: the wording. What the CSV parser says may quote the file.
    const message = error instanceof UnusableFile ? error.message : "The CSV file could not be imported.";
    if (!(error instanceof UnusableFile))
      ctx.log.error({ job: key.id, name: (error as Error).name, code: (error as { code?: string }).code }, "user import failed");
    await end(ctx, key, { status: "Failed", completionMessage: message });
  }
}

/** False where the job was stopped or the server is closing. */
async function importLines(ctx: Running, job: ImportJob, signal: AbortSignal): Promise<boolean> {
  const pool = await getPool(ctx.store, job.poolId);
  let reading: Reading | undefined;
  let batch: Line[] = [];
  let count = 0;
  const flush = async (): Promise<boolean> => {
    const lines = batch;
    batch = [];
    return lines.length === 0 || importBatch(ctx, job, { ...reading!, now: ctx.clock.now() }, lines);
  };
  for await (const line of readLines(ctx.store, job)) {
    if (!reading) {
      reading = { pool, columns: checkedHeader(importHeader(pool), line, job), now: 0 };
      continue;
    }
    if ((count += 1) > MOST_USERS) throw new UnusableFile(`The CSV file has more than ${MOST_USERS} users.`);
    if (line.number <= job.linesDone) continue;
    batch.push(line);
    if (batch.length < BATCH) continue;
    if (!(await flush()) || signal.aborted) return false;
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (!reading) throw new UnusableFile("The CSV file is empty.");
  return flush();
}

/** The columns in the file's order. Assumption: the wording; and that one column more, whose name is not documented, may hold password hashes. */
function checkedHeader(expected: readonly string[], { cells }: Line, { passwordHashing }: ImportJob): readonly string[] {
  const isComplete = expected.every((name) => cells.includes(name)) && new Set(cells).size === cells.length;
  const spare = cells.length - expected.length;
  if (!isComplete || spare > (passwordHashing ? 1 : 0)) throw new UnusableFile("The header of the CSV file does not match the user pool.");
  return cells;
}

/** Users, counts and log in one commit. False where the job is no longer running. */
async function importBatch(ctx: Running, key: JobKey, reading: Reading, lines: readonly Line[]): Promise<boolean> {
  for (;;) {
    const job = await running(ctx, key);
    if (!job) return false;
    const outcome = await decide(ctx, reading, lines);
    try {
      await ctx.store.commit([
        ...outcome.users.map((user) => users.put(user)),
        importLogs.put({ poolId: job.poolId, jobId: job.id, ...outcome.log }),
        importJobs.put({
          ...job,
          linesDone: lines.at(-1)!.number,
          imported: job.imported + outcome.counts.imported,
          skipped: job.skipped + outcome.counts.skipped,
          failed: job.failed + outcome.counts.failed,
        }),
      ]);
      return true;
    } catch (error) {
      // Somebody stopped the job or took a name in between: look again.
      if (!(error instanceof StaleWrite || error instanceof UniqueViolation)) throw error;
    }
  }
}

async function complete(ctx: Running, key: JobKey): Promise<void> {
  const job = await running(ctx, key);
  if (!job) return;
  // Assumption: how many are too many is not documented; here it is all of them.
  const isFailure = job.imported === 0 && job.skipped + job.failed > 0;
  await end(
    ctx,
    key,
    isFailure
      ? { status: "Failed", completionMessage: "Too many users have failed or been skipped during the import." }
      : { status: "Succeeded", completionMessage: "Import Job Completed Successfully." },
  );
}

async function end(ctx: Running, key: JobKey, change: Pick<ImportJob, "status" | "completionMessage">): Promise<void> {
  const job = await changeRunning(ctx, key, { ...change, completedAt: ctx.clock.now(), uploadId: undefined });
  if (job?.uploadId) await removeUpload(ctx.store, job.poolId, job.uploadId);
}

/** The job as it was before the change; undefined where it is not running any more. */
const changeRunning = (ctx: Running, key: JobKey, change: Partial<ImportJob>): Promise<(ImportJob & Stored) | undefined> =>
  retryStale(async () => {
    const job = await running(ctx, key);
    if (job) await ctx.store.commit([importJobs.put({ ...job, ...change })]);
    return job;
  });

async function running({ store }: Running, { poolId, id }: JobKey): Promise<(ImportJob & Stored) | undefined> {
  const job = await importJobs.find(store, poolId, id);
  return job && isActive(job) ? job : undefined;
}
