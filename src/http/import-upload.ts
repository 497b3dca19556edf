import { type RequestHandler, Router } from "express";
import type { Services } from "../context.ts";
import { uuid } from "../lib/ids.ts";
import { receiveUpload } from "../services/import-jobs/index.ts";

type Refusal = NonNullable<Awaited<ReturnType<typeof receiveUpload>>>;

/** What S3 says. */
const REFUSALS: Readonly<Record<Refusal, { readonly status: number; readonly code: string; readonly message: string }>> = {
  unknown: { status: 403, code: "AccessDenied", message: "Access Denied" },
  forged: {
    status: 403,
    code: "SignatureDoesNotMatch",
    message: "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
  },
  expired: { status: 403, code: "AccessDenied", message: "Request has expired" },
  closed: { status: 403, code: "AccessDenied", message: "Access Denied" },
  "too large": { status: 400, code: "EntityTooLarge", message: "Your proposed upload exceeds the maximum allowed size" },
};

/**
 * `PUT /_import/{userPoolId}/{jobId}`: the pre-signed address for the CSV file of an import job. Assumption: the header
 * x-amz-server-side-encryption, which S3 insists on, may be left out.
 */
export function createImportUpload(services: Pick<Services, "store" | "clock" | "log">): Router {
  const router = Router();
  const receive: RequestHandler = async (request, response) => {
    const requestId = uuid();
    response.setHeader("x-amz-request-id", requestId);
    const refusal = await receiveUpload(services, {
      poolId: String(request.params["poolId"]),
      jobId: String(request.params["jobId"]),
      signature: String(request.query["X-Amz-Signature"] ?? ""),
      body: request as AsyncIterable<Buffer>,
    });
    request.resume();
    if (!refusal) return void response.setHeader("x-amz-server-side-encryption", "aws:kms").status(200).end();
    const { status, code, message } = REFUSALS[refusal];
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message><RequestId>${requestId}</RequestId></Error>`;
    response.status(status).type("application/xml").send(body);
  };
  router.put("/_import/:poolId/:jobId", (request, response, next) => {
    const answered = Promise.resolve(receive(request, response, next));
    // Who hangs up in the middle of the file is no fault of ours.
    answered.catch((error: unknown) => (request.destroyed && !request.complete ? undefined : next(error)));
  });
  return router;
}
