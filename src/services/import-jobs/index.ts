import { randomBytes } from "node:crypto";
import { LimitExceededException, PreconditionNotMetException } from "#generated/errors.ts";
import type { ImportJobsOperations } from "#generated/routes/import-jobs.ts";
import type { Context, Operations } from "../../context.ts";
import { alphanumeric, sequentialUuid } from "../../lib/ids.ts";
import { checkNotPaused } from "../../records/histories.ts";
import {
  activeImport,
  getImportJob,
  type ImportJob,
  importJobs,
  isActive,
  removeUpload,
  statusOf,
  viewOfImportJob,
} from "../../records/import-jobs.ts";
import { readPage } from "../../records/pages.ts";
import { getPool } from "../../records/pools.ts";
import { retryContended } from "../../records/retry-contended.ts";
import { importHeader } from "../../rules/import-header.ts";
import { checkRole } from "../../rules/messaging.ts";
import { UniqueViolation } from "../../storage/driver.ts";
import { startImport } from "./run.ts";

export { resumeImport } from "./run.ts";
export { receiveUpload } from "./upload.ts";

/** Of one pool (AWS, "Quotas in Amazon Cognito"). */
const JOB_LIMIT = 1000;

const getCSVHeader: Operations["getCSVHeader"] = async ({ UserPoolId }, { store }) => {
  const pool = await getPool(store, UserPoolId);
  return { UserPoolId: pool.id, CSVHeader: importHeader(pool) };
};

const createUserImportJob: Operations["createUserImportJob"] = async (input, ctx) => {
  const { store, clock, caller } = ctx;
  const pool = await getPool(store, input.UserPoolId);
  await checkNotPaused(store, pool.id, clock.now());
  checkRole(input.CloudWatchLogsRoleArn, caller.accountId);
  // Assumption: the wording.
  if ((await importJobs.count(store, pool.id)) >= JOB_LIMIT)
    throw new LimitExceededException(`A user pool cannot have more than ${JOB_LIMIT} user import jobs.`);
  const job: ImportJob = {
    poolId: pool.id,
    id: `import-${alphanumeric(10)}`,
    name: input.JobName,
    logsRoleArn: input.CloudWatchLogsRoleArn,
    passwordHashing: input.PasswordHashingAlgorithm,
    order: sequentialUuid(),
    createdAt: clock.now(),
    status: "Created",
    imported: 0,
    skipped: 0,
    failed: 0,
    uploadSignature: randomBytes(32).toString("hex"),
    linesDone: 0,
  };
  await store.commit([importJobs.put(job)]);
  return answer(ctx, job);
};

const describeUserImportJob: Operations["describeUserImportJob"] = async ({ UserPoolId, JobId }, ctx) => {
  const pool = await getPool(ctx.store, UserPoolId);
  return answer(ctx, await getImportJob(ctx.store, pool.id, JobId));
};

const listUserImportJobs: Operations["listUserImportJobs"] = async ({ UserPoolId, MaxResults, PaginationToken }, ctx) => {
  const pool = await getPool(ctx.store, UserPoolId);
  const query = { partition: pool.id, index: "order", reverse: true } as const;
  const page = await readPage(ctx, importJobs, query, { operation: "ListUserImportJobs", token: PaginationToken, limit: MaxResults });
  return { UserImportJobs: page.items.map((job) => view(ctx, job)), PaginationToken: page.nextToken };
};

const startUserImportJob: Operations["startUserImportJob"] = async ({ UserPoolId, JobId }, ctx) => {
  const { store, clock } = ctx;
  const pool = await getPool(store, UserPoolId);
  const started = await retryContended(async () => {
    const job = await getImportJob(store, pool.id, JobId);
    await checkNotPaused(store, pool.id, clock.now());
    const status = statusOf(job, clock.now());
    // Assumption: the wording, and that of the last two.
    if (status !== "Created")
      throw new PreconditionNotMetException(`User import job ${JobId} cannot be started, since its status is ${status}.`);
    if (!job.uploadId) throw new PreconditionNotMetException(`No csv file was uploaded for ${JobId}`);
    if (pool.autoVerified.length === 0)
      throw new PreconditionNotMetException("The user pool must have at least one auto verified attribute.");
    if (await activeImport(store)) throw anotherIsActive();
    const pending: ImportJob = { ...job, status: "Pending", startedAt: clock.now() };
    await store.commit([importJobs.put(pending)]).catch(orAnotherIsActive);
    return pending;
  });
  startImport({ ...ctx, clock: ctx.clock.live }, started);
  return answer(ctx, started);
};

/** What was imported before stays. The job's state in the store is what the import looks at before each of its commits. */
const stopUserImportJob: Operations["stopUserImportJob"] = async ({ UserPoolId, JobId }, ctx) => {
  const { store, clock } = ctx;
  const pool = await getPool(store, UserPoolId);
  const { before, after } = await retryContended(async () => {
    const job = await getImportJob(store, pool.id, JobId);
    // Assumption: the wording.
    if (!isActive(job))
      throw new PreconditionNotMetException(
        `User import job ${JobId} cannot be stopped, since its status is ${statusOf(job, clock.now())}.`,
      );
    const stopped = {
      ...job,
      status: "Stopped",
      completedAt: clock.now(),
      completionMessage: "The Import Job was stopped by the developer.",
      uploadId: undefined,
    } as const;
    await store.commit([importJobs.put(stopped)]);
    return { before: job, after: stopped };
  });
  if (before.uploadId) await removeUpload(store, pool.id, before.uploadId);
  return answer(ctx, after);
};

const view = ({ clock, settings }: Context, job: ImportJob) => viewOfImportJob(job, { now: clock.now(), publicUrl: settings.publicUrl });
const answer = (ctx: Context, job: ImportJob) => ({ UserImportJob: view(ctx, job) });

const anotherIsActive = () => new PreconditionNotMetException("Another user import job is in progress in this account.");

function orAnotherIsActive(error: unknown): never {
  throw error instanceof UniqueViolation ? anotherIsActive() : error;
}

export const importJobsOperations = {
  createUserImportJob,
  describeUserImportJob,
  getCSVHeader,
  listUserImportJobs,
  startUserImportJob,
  stopUserImportJob,
} satisfies Partial<ImportJobsOperations<Context>>;
