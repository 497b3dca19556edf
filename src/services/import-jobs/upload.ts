import { StringDecoder } from "node:string_decoder";
import type { Services } from "../../context.ts";
import { sameBytes } from "../../crypto/constant-time.ts";
import { uuid } from "../../lib/ids.ts";
import { type ImportJob, importChunks, importJobs, removeUpload, statusOf, UPLOAD_SECONDS } from "../../records/import-jobs.ts";
import type { Driver } from "../../storage/driver.ts";
import { retryStale } from "../../storage/retry.ts";

/** Largest CSV file (AWS, "Importing users from a CSV file"). */
const LARGEST_FILE = 100 * 1024 * 1024;
/** Characters of one stored piece. */
const PIECE = 512 * 1024;

export type UploadRefusal = "unknown" | "forged" | "expired" | "closed" | "too large";

export interface Upload {
  readonly poolId: string;
  readonly jobId: string;
  /** Of the upload address. */
  readonly signature: string;
  readonly body: AsyncIterable<Buffer>;
}

/** Takes the CSV file of a job, piece by piece; a later file takes the place of an earlier one. Says why where it does not. */
export async function receiveUpload(
  { store, clock }: Pick<Services, "store" | "clock">,
  upload: Upload,
): Promise<UploadRefusal | undefined> {
  const { poolId, jobId } = upload;
  const job = await importJobs.find(store, poolId, jobId);
  if (!job) return "unknown";
  const refusal = refusalOf(job, upload.signature, clock.now());
  if (refusal) return refusal;
  const uploadId = uuid();
  let surplus: string | undefined = uploadId;
  try {
    if (!(await keepPieces(store, { poolId, uploadId }, upload.body))) return "too large";
    const replaced = await attach(store, job, uploadId);
    if (!replaced) return "closed";
    surplus = replaced.uploadId;
    return undefined;
  } finally {
    if (surplus) await removeUpload(store, poolId, surplus);
  }
}

function refusalOf(job: ImportJob, signature: string, now: number): UploadRefusal | undefined {
  const [given, expected] = [Buffer.from(signature), Buffer.from(job.uploadSignature)];
  if (!sameBytes(given, expected)) return "forged";
  if (now >= job.createdAt + UPLOAD_SECONDS * 1000) return "expired";
  return statusOf(job, now) === "Created" ? undefined : "closed";
}

/** False where the file is too large: nothing more is kept, and the rest is read and thrown away, so that the client gets its answer. */
async function keepPieces(store: Driver, place: { poolId: string; uploadId: string }, body: AsyncIterable<Buffer>): Promise<boolean> {
  const decoder = new StringDecoder("utf8");
  let [text, index, size] = ["", 0, 0];
  const keep = async () => {
    if (text !== "") await store.commit([importChunks.put({ ...place, index: index++, text })]);
    text = "";
  };
  for await (const bytes of body) {
    size += bytes.length;
    if (size > LARGEST_FILE) continue;
    text += decoder.write(bytes);
    if (text.length >= PIECE) await keep();
  }
  text += decoder.end();
  await keep();
  return size <= LARGEST_FILE;
}

/** The job as it was before; undefined where it was started or removed meanwhile. */
const attach = (store: Driver, { poolId, id }: ImportJob, uploadId: string): Promise<ImportJob | undefined> =>
  retryStale(async () => {
    const job = await importJobs.find(store, poolId, id);
    if (job?.status !== "Created") return undefined;
    await store.commit([importJobs.put({ ...job, uploadId })]);
    return job;
  });
