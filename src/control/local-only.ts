import type { IncomingHttpHeaders } from "node:http";
import type { RequestHandler } from "express";
import { Problem } from "./problem.ts";

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/**
 * Lets pass what comes from this machine's own programs. A Host that is no loopback name may be a web page's name that was
 * pointed at this machine (DNS rebinding); an Origin or Sec-Fetch-Site of somewhere else is a foreign page in a browser.
 */
export const localOnly =
  (publicUrl: () => string): RequestHandler =>
  (request, _response, next) => {
    const { headers } = request;
    if (!isOurHost(headers.host, publicUrl()))
      throw new Problem(403, "The control endpoints answer on localhost, 127.0.0.1, [::1] and the host of the public URL only.");
    if (isForeignPage(headers)) throw new Problem(403, "The control endpoints do not answer pages of other origins.");
    next();
  };

function isOurHost(host: string | undefined, publicUrl: string): boolean {
  return host !== undefined && (LOOPBACK.test(host) || host.toLowerCase() === new URL(publicUrl).host);
}

function isForeignPage({ origin, host, "sec-fetch-site": site }: IncomingHttpHeaders): boolean {
  if (site !== undefined && site !== "same-origin" && site !== "none") return true;
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== host?.toLowerCase();
}
