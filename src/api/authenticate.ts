import type { IncomingMessage } from "node:http";
import type { Caller, Settings } from "../context.ts";
import { MissingAuthenticationTokenException } from "../lib/protocol-errors.ts";
import { addressOf } from "../web/caller.ts";
import { type Signed, signedRequest } from "./signed-request.ts";
import { type Credentials, verifySignature } from "./sigv4.ts";

export type IamMode = "presence" | "verify" | "off";

export interface IamPolicy {
  readonly mode: IamMode;
  /** Secret access keys by access key id, for `verify`. */
  readonly credentials: Credentials;
}

/**
 * Who calls. An operation that needs IAM must carry a SigV4 signature, in the Authorization header or pre-signed in the
 * query: by default its presence is enough, `verify` checks it. Public operations need none, and one that is there is ignored but for its region.
 * @throws MissingAuthenticationTokenException and the errors of verifySignature
 */
export function authenticate(
  request: IncomingMessage,
  body: string,
  { iam, policy, settings }: { iam: boolean; policy: IamPolicy; settings: Settings },
): Caller {
  const signed = signedRequest(request);
  const verify = (found: Signed) => verifySignature(request, body, { signed: found, credentials: policy.credentials });
  if (iam && policy.mode !== "off") {
    if (!signed) throw new MissingAuthenticationTokenException("Missing Authentication Token");
    if (policy.mode === "verify") verify(signed);
  }
  return {
    region: signed?.region ?? settings.region,
    accountId: settings.accountId,
    accessKeyId: signed?.accessKeyId,
    isSigned: signed !== undefined && (iam || policy.mode !== "verify" || succeeds(() => verify(signed))),
    ipAddress: addressOf(request),
    userAgent: request.headers["user-agent"],
  };
}

function succeeds(check: () => void): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}
