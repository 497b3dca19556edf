import type { IncomingMessage } from "node:http";
import { isLoopbackHost } from "../lib/loopback.ts";
import { AccessDeniedException } from "../lib/protocol-errors.ts";

/** Browsers' pages that may call operations which need IAM. */
export interface OriginPolicy {
  /** Origins beside this machine's; `*` stands for all. */
  readonly origins: readonly string[];
  /** Its pages are the server's own. Read at each request, for it may follow from the port. */
  readonly settings: { readonly publicUrl: string };
}

/**
 * Whether the page that calls, if it is one, may call this operation. AWS lets any page call anything, for a signature is
 * proof there; here any signature may do, and a page that somebody happens to visit must not administer the server. A
 * preflight does not name the operation and is always answered.
 */
export function mayCallFrom({ headers: { origin } }: IncomingMessage, iam: boolean, { origins, settings }: OriginPolicy): boolean {
  if (!iam || origin === undefined || origins.includes("*") || origins.includes(origin.toLowerCase())) return true;
  if (!URL.canParse(origin)) return false;
  const { host, origin: parsed } = new URL(origin);
  return isLoopbackHost(host) || parsed === new URL(settings.publicUrl).origin;
}

export const foreignOrigin = (): AccessDeniedException =>
  new AccessDeniedException("Pages of this origin may not call operations that need IAM; --cors-origin names those that may.");
