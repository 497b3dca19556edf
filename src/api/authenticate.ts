import type { IncomingMessage } from "node:http";
import type { Caller, Settings } from "../context.ts";
import { MissingAuthenticationTokenException } from "../lib/protocol-errors.ts";
import { addressOf } from "../web/caller.ts";
import { type Credentials, parseAuthorization, verifySignature } from "./sigv4.ts";

export type IamMode = "presence" | "verify" | "off";

export interface IamPolicy {
  readonly mode: IamMode;
  /** Secret access keys by access key id, for `verify`. */
  readonly credentials: Credentials;
}

/**
 * Who calls. An operation that needs IAM must carry a SigV4 Authorization header: by default its presence is enough,
 * `verify` checks its signature. Public operations need none, and one that is there is ignored but for its region.
 * @throws MissingAuthenticationTokenException and the errors of verifySignature
 */
export function authenticate(
  request: IncomingMessage,
  body: string,
  { iam, policy, settings }: { iam: boolean; policy: IamPolicy; settings: Settings },
): Caller {
  const authorization = parseAuthorization(request.headers.authorization);
  if (iam && policy.mode !== "off") {
    if (!authorization) throw new MissingAuthenticationTokenException("Missing Authentication Token");
    if (policy.mode === "verify") verifySignature(request, body, { authorization, credentials: policy.credentials });
  }
  return {
    region: authorization?.region ?? settings.region,
    accountId: settings.accountId,
    accessKeyId: authorization?.accessKeyId,
    ipAddress: addressOf(request),
    userAgent: request.headers["user-agent"],
  };
}
