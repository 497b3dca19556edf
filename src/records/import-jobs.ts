import { ResourceNotFoundException, UserImportInProgressException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import type { Change, Driver, Stored } from "../storage/driver.ts";
import { defineTable } from "./table.ts";

type Status = "Created" | "Pending" | "InProgress" | "Stopped" | "Failed" | "Succeeded" | "Expired";

/** One import of users from a CSV file. Times in milliseconds since 1970. */
export interface ImportJob {
  readonly poolId: string;
  readonly id: string;
  readonly name: string;
  readonly logsRoleArn: string;
  readonly passwordHashing?: Schemas["PasswordHashingAlgorithmType"];
  /** A sequential UUID: later jobs compare greater. */
  readonly order: string;
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly completedAt?: number;
  /** As stored: a job that was never started expires without a write, see `statusOf`. */
  readonly status: Exclude<Status, "Expired">;
  readonly imported: number;
  readonly skipped: number;
  readonly failed: number;
  readonly completionMessage?: string;
  /** What the upload address proves itself with. */
  readonly uploadSignature: string;
  /** The file as it was last uploaded in full. */
  readonly uploadId?: string;
  /** Lines of the file that are done with, the header included: where a restarted server goes on. */
  readonly linesDone: number;
}

/** The account has one active job at a time (AWS, "Importing users from a CSV file"). */
const ACTIVE = "active";
export const isActive = ({ status }: ImportJob): boolean => status === "Pending" || status === "InProgress";

export const importJobs = defineTable<ImportJob, "id" | "order" | "active">({
  name: "importJobs",
  partition: (job) => job.poolId,
  id: (job) => job.id,
  indexes: {
    id: { unique: true, scope: "all", keys: (job) => [job.id] },
    order: { keys: (job) => [job.order] },
    active: { unique: true, scope: "all", keys: (job) => (isActive(job) ? [ACTIVE] : []) },
  },
});

/** A piece of an uploaded file, in the order of `index`. */
export interface ImportChunk {
  readonly poolId: string;
  readonly uploadId: string;
  readonly index: number;
  readonly text: string;
}

const inOrder = (number: number): string => String(number).padStart(9, "0");

export const importChunks = defineTable<ImportChunk, "upload">({
  name: "importChunks",
  partition: (chunk) => chunk.poolId,
  id: (chunk) => `${chunk.uploadId} ${inOrder(chunk.index)}`,
  indexes: { upload: { keys: (chunk) => [chunk.uploadId] } },
});

/** What became of some lines of the file, in the wording of CloudWatch's log. */
export interface ImportLog {
  readonly poolId: string;
  readonly jobId: string;
  readonly firstLine: number;
  readonly lines: readonly string[];
}

export const importLogs = defineTable<ImportLog, "job">({
  name: "importLogs",
  partition: (log) => log.poolId,
  id: (log) => `${log.jobId} ${inOrder(log.firstLine)}`,
  indexes: { job: { keys: (log) => [log.jobId] } },
});

/** @throws ResourceNotFoundException */
export async function getImportJob(store: Driver, poolId: string, id: string): Promise<ImportJob & Stored> {
  const job = await importJobs.find(store, poolId, id);
  // Assumption: the wording.
  if (!job) throw new ResourceNotFoundException(`User import job ${id} does not exist.`);
  return job;
}

export const activeImport = (store: Driver): Promise<(ImportJob & Stored) | undefined> => importJobs.findBy(store, "active", ACTIVE);

/** For what would change the pool under a running import. @throws UserImportInProgressException */
export async function checkNoImport(store: Driver, poolId: string): Promise<void> {
  const active = await activeImport(store);
  // Assumption: the wording.
  if (active?.poolId === poolId) throw new UserImportInProgressException(`A user import job is in progress for user pool ${poolId}.`);
}

/** Removes an uploaded file, some pieces at a time. */
export async function removeUpload(store: Driver, poolId: string, uploadId: string): Promise<void> {
  let pieces: readonly Change[];
  do {
    const { items } = await importChunks.list(store, { partition: poolId, index: "upload", equals: uploadId, limit: 50 });
    pieces = items.map((chunk) => importChunks.remove(chunk));
    await store.commit(pieces);
  } while (pieces.length > 0);
}

/** How long an upload address is good for (AWS, "Importing users from a CSV file"). */
export const UPLOAD_SECONDS = 900;
/** Jobs that are not started expire after 24 to 48 hours (AWS, the same page). */
const UNSTARTED_MS = 24 * 3_600_000;

const isExpired = ({ status, createdAt }: ImportJob, now: number): boolean => status === "Created" && now >= createdAt + UNSTARTED_MS;

/** A job's status at the time `now`. */
export const statusOf = (job: ImportJob, now: number): Status => (isExpired(job, now) ? "Expired" : job.status);

/** Told of a job that nobody started in time (AWS, describe-user-import-job). */
const EXPIRED = "The user import job has expired.";

/** The job as callers see it, its upload address below `publicUrl`. */
export const viewOfImportJob = (job: ImportJob, { now, publicUrl }: { now: number; publicUrl: string }): Schemas["UserImportJobType"] => ({
  JobName: job.name,
  JobId: job.id,
  UserPoolId: job.poolId,
  PreSignedUrl: uploadUrl(job, publicUrl),
  CreationDate: job.createdAt / 1000,
  StartDate: seconds(job.startedAt),
  CompletionDate: seconds(isExpired(job, now) ? job.createdAt + UNSTARTED_MS : job.completedAt),
  Status: statusOf(job, now),
  CloudWatchLogsRoleArn: job.logsRoleArn,
  ImportedUsers: job.imported,
  SkippedUsers: job.skipped,
  FailedUsers: job.failed,
  CompletionMessage: isExpired(job, now) ? EXPIRED : job.completionMessage,
  PasswordHashingAlgorithm: job.passwordHashing,
});

const seconds = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : ms / 1000);

/** In the form of S3's addresses, so that whatever takes them apart finds what it looks for. */
function uploadUrl({ poolId, id, createdAt, uploadSignature }: ImportJob, publicUrl: string): string {
  const query = new URLSearchParams({
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Date": new Date(createdAt).toISOString().replace(/[-:]|\.\d+/g, ""),
    "X-Amz-Expires": String(UPLOAD_SECONDS),
    "X-Amz-SignedHeaders": "host;x-amz-server-side-encryption",
    "X-Amz-Signature": uploadSignature,
  });
  return `${publicUrl}/_import/${poolId}/${id}?${query.toString()}`;
}
