import { expect } from "vitest";
import type { TestServer } from "../support/server.ts";

export const ROLE = "arn:aws:iam::123456789012:role/CloudWatchLogs";
export type Row = Readonly<Record<string, string>>;

/** CSV text as AWS wants it: columns in the order of the header, no quotes. */
export const csvOf = (header: readonly string[], rows: readonly Row[]): string =>
  [header.join(","), ...rows.map((row) => header.map((column) => row[column] ?? "").join(","))].join("\n");

export const verified = (name: string): Row => ({ "cognito:username": name, email: `${name}@example.com`, email_verified: "TRUE" });

export const manyUsers = (count: number): Row[] => Array.from({ length: count }, (_, index) => verified(`user${index}`));

export const upload = (url: string, body: RequestInit["body"]) =>
  fetch(url, { method: "PUT", body, headers: { "x-amz-server-side-encryption": "aws:kms" } });

/** What tests of imports do on a server. */
export function importsOn({ call, url }: Pick<TestServer, "call" | "url">) {
  const newPool = async (settings = {}): Promise<string> =>
    (await call("CreateUserPool", { PoolName: "shop", AutoVerifiedAttributes: ["email"], ...settings })).UserPool.Id;
  const newJob = async (UserPoolId: string) =>
    (await call("CreateUserImportJob", { UserPoolId, JobName: "Spring", CloudWatchLogsRoleArn: ROLE })).UserImportJob;
  const headerOf = async (UserPoolId: string): Promise<string[]> => (await call("GetCSVHeader", { UserPoolId })).CSVHeader;
  const jobOf = async (UserPoolId: string, JobId: string) => (await call("DescribeUserImportJob", { UserPoolId, JobId })).UserImportJob;
  /** A job whose file is uploaded. */
  const uploaded = async (UserPoolId: string, csv: string) => {
    const job = await newJob(UserPoolId);
    expect((await upload(job.PreSignedUrl, csv)).status).toBe(200);
    return job;
  };
  /** The job when it runs no longer. */
  const ended = async (UserPoolId: string, JobId: string) => {
    for (;;) {
      const job = await jobOf(UserPoolId, JobId);
      if (!["Pending", "InProgress", "Stopping"].includes(job.Status)) return job;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const importCsv = async (UserPoolId: string, csv: string) => {
    const { JobId } = await uploaded(UserPoolId, csv);
    const { UserImportJob } = await call("StartUserImportJob", { UserPoolId, JobId });
    expect(UserImportJob).toMatchObject({ Status: "Pending", StartDate: expect.any(Number) as number });
    return ended(UserPoolId, JobId);
  };
  const importRows = async (UserPoolId: string, rows: readonly Row[]) => importCsv(UserPoolId, csvOf(await headerOf(UserPoolId), rows));
  const logOf = async (jobId: string) =>
    (await fetch(`${url}/_rockpool/import-log?jobId=${jobId}`)).json() as Promise<{ logGroup: string; logStream: string; lines: string[] }>;
  return { newPool, newJob, headerOf, jobOf, uploaded, ended, importCsv, importRows, logOf };
}
