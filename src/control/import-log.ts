import { importJobs, importLogs } from "../records/import-jobs.ts";
import { pools } from "../records/pools.ts";
import type { Driver } from "../storage/driver.ts";
import { Problem } from "./problem.ts";

export interface ImportLogQuery {
  readonly jobId: string;
}

/** What Cognito writes to CloudWatch about an import: names as there, one text per line of the CSV file. */
export interface ImportLogView {
  readonly logGroup: string;
  readonly logStream: string;
  readonly lines: readonly string[];
}

/** @throws Problem for an unknown job */
export async function readImportLog(store: Driver, { jobId }: ImportLogQuery): Promise<ImportLogView> {
  const job = await importJobs.findBy(store, "id", jobId);
  if (!job) throw new Problem(404, `There is no user import job ${jobId}.`);
  const pool = await pools.find(store, job.poolId, job.poolId);
  const lines: string[] = [];
  for await (const part of importLogs.all(store, { partition: job.poolId, index: "job", equals: job.id })) lines.push(...part.lines);
  return { logGroup: `/aws/cognito/userpools/${job.poolId}/${pool?.name ?? ""}`, logStream: `${job.id}/${job.name}`, lines };
}
