import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startTestServer, useTestServer } from "../support/server.ts";
import { csvOf, importsOn, manyUsers, upload, verified } from "./support.ts";

const server = await useTestServer();
const { call, refusal } = server;
const { newPool, newJob, headerOf, jobOf, uploaded, ended } = importsOn(server);

/** The end of the work that is begun next in the background. */
function nextInBackground(): Promise<void> {
  const { background } = server.services;
  const { start } = background;
  return new Promise((resolve) => {
    background.start = (name, task) => {
      background.start = start;
      start(name, (signal) => task(signal).finally(resolve));
    };
  });
}

test("StopUserImportJob, in the middle of a file, leaves what was imported and imports no more", async () => {
  const UserPoolId = await newPool();
  const { JobId, PreSignedUrl } = await newJob(UserPoolId);
  await upload(
    PreSignedUrl,
    csvOf(
      await headerOf(UserPoolId),
      Array.from({ length: 20_000 }, (_, index) => verified(`user${index}`)),
    ),
  );
  const importing = nextInBackground();
  await call("StartUserImportJob", { UserPoolId, JobId });
  for (const [operation, input] of [
    ["AddCustomAttributes", { CustomAttributes: [{ Name: "city", AttributeDataType: "String" }] }],
    ["UpdateUserPool", {}],
    ["DeleteUserPool", {}],
  ] as const)
    expect((await refusal(operation, { UserPoolId, ...input })).__type).toBe("UserImportInProgressException");
  const second = await newJob(UserPoolId);
  await upload(second.PreSignedUrl, "x");
  expect(await refusal("StartUserImportJob", { UserPoolId, JobId: second.JobId })).toEqual({
    __type: "PreconditionNotMetException",
    message: "Another user import job is in progress in this account.",
  });
  const { UserImportJob } = await call("StopUserImportJob", { UserPoolId, JobId });
  expect(UserImportJob).toMatchObject({
    Status: "Stopped",
    CompletionDate: expect.any(Number) as number,
    CompletionMessage: "The Import Job was stopped by the developer.",
  });
  expect(UserImportJob.ImportedUsers).toBeLessThan(20_000);
  await importing;
  expect((await call("DescribeUserPool", { UserPoolId })).UserPool.EstimatedNumberOfUsers).toBe(UserImportJob.ImportedUsers);
  await call("UpdateUserPool", { UserPoolId });
});

test("the upload address, more than fifteen minutes after the job was made, refuses as S3 does", async () => {
  const UserPoolId = await newPool();
  const { JobId, PreSignedUrl } = await newJob(UserPoolId);
  server.advance(899);
  expect((await upload(PreSignedUrl, "x")).status).toBe(200);
  server.advance(2);
  const refused = await upload(PreSignedUrl, "x");
  expect(refused.status).toBe(403);
  expect(await refused.text()).toContain("<Code>AccessDenied</Code><Message>Request has expired</Message>");
  // What came in time can be imported later.
  expect((await call("StartUserImportJob", { UserPoolId, JobId })).UserImportJob.Status).toBe("Pending");
});

test("the upload address, with another signature, of another job or after the start, refuses", async () => {
  const UserPoolId = await newPool();
  const { JobId, PreSignedUrl } = await uploaded(UserPoolId, csvOf(await headerOf(UserPoolId), [verified("ada")]));
  const url = PreSignedUrl;
  const forged = await upload(`${url.slice(0, -4)}0000`, "x");
  expect(forged.status).toBe(403);
  expect(await forged.text()).toContain("<Code>SignatureDoesNotMatch</Code>");
  expect((await upload(url.replace(JobId, "import-0000000000"), "x")).status).toBe(403);
  await call("StartUserImportJob", { UserPoolId, JobId });
  expect((await upload(url, "x")).status).toBe(403);
  expect(await ended(UserPoolId, JobId)).toMatchObject({ Status: "Succeeded", ImportedUsers: 1 });
});

test("the upload address, given two files, keeps the later one", async () => {
  const UserPoolId = await newPool();
  const header = await headerOf(UserPoolId);
  const { JobId, PreSignedUrl } = await uploaded(UserPoolId, csvOf(header, manyUsers(5000)));
  await upload(PreSignedUrl, csvOf(header, [verified("ada")]));
  await call("StartUserImportJob", { UserPoolId, JobId });
  expect(await ended(UserPoolId, JobId)).toMatchObject({ ImportedUsers: 1 });
  expect(await server.services.store.count("importChunks")).toBe(0);
});

test("the upload address, given more than 100 MB, refuses and keeps nothing of it", async () => {
  const { PreSignedUrl } = await newJob(await newPool());
  const refused = await upload(PreSignedUrl, Buffer.alloc(100 * 1024 * 1024 + 1, "x"));
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain("<Code>EntityTooLarge</Code>");
  expect(await server.services.store.count("importChunks")).toBe(0);
});

test("StartUserImportJob, a day after the job was made, finds it expired", async () => {
  const UserPoolId = await newPool();
  const { JobId } = await uploaded(UserPoolId, "x");
  server.advance(86_401);
  expect(await jobOf(UserPoolId, JobId)).toMatchObject({ Status: "Expired" });
  expect(await refusal("StartUserImportJob", { UserPoolId, JobId })).toMatchObject({ __type: "PreconditionNotMetException" });
});

test("a server that is closed in the middle of an import goes on with it at the next start, and imports every user once", async () => {
  const data = await mkdtemp(join(tmpdir(), "import-"));
  try {
    const first = await startTestServer({ data });
    const before = importsOn(first);
    const UserPoolId = await before.newPool();
    const { JobId } = await before.uploaded(UserPoolId, csvOf(await before.headerOf(UserPoolId), manyUsers(20_000)));
    await first.call("StartUserImportJob", { UserPoolId, JobId });
    while ((await before.jobOf(UserPoolId, JobId)).ImportedUsers === 0) await new Promise((resolve) => setImmediate(resolve));
    await first.close();
    const second = await startTestServer({ data });
    const after = importsOn(second);
    expect((await after.jobOf(UserPoolId, JobId)).Status).toBe("InProgress");
    expect(await after.ended(UserPoolId, JobId)).toMatchObject({ Status: "Succeeded", ImportedUsers: 20_000, SkippedUsers: 0 });
    expect((await after.logOf(JobId)).lines).toHaveLength(20_000);
    await second.close();
  } finally {
    await rm(data, { recursive: true, force: true });
  }
});
