import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { RequestHandler } from "express";
import { sameText } from "../crypto/constant-time.ts";
import { isLoopbackAddress, isLoopbackHost } from "../lib/loopback.ts";
import { Problem } from "./problem.ts";

/** To whom the control endpoints are open. */
export interface ControlPolicy {
  readonly control: "loopback" | "open";
  /** Whoever sends it as a bearer token is let in from anywhere. */
  readonly controlToken?: string;
}

/**
 * Lets pass programs on this machine, bearers of the control token, and with `open` everybody. The socket's address says
 * what this machine is: a Host can be claimed. A Host that is no loopback name may still be a web page's name that was pointed
 * at this machine (DNS rebinding); an Origin or Sec-Fetch-Site of somewhere else is a foreign page in a browser.
 */
export const whoMay =
  (policy: ControlPolicy, publicUrl: () => string): RequestHandler =>
  ({ headers, socket }, response, next) => {
    if (isForeignPage(headers)) throw new Problem(403, "The control endpoints do not answer pages of other origins.");
    if (policy.control === "open" || hasToken(headers, policy.controlToken)) return next();
    if (!isLoopbackAddress(socket.remoteAddress) || isForwarded(headers)) {
      if (policy.controlToken !== undefined) response.setHeader("WWW-Authenticate", "Bearer");
      throw new Problem(
        policy.controlToken === undefined ? 403 : 401,
        "The control endpoints answer programs on the same machine and bearers of the control token (--control-token) only.",
      );
    }
    if (!isOurHost(headers.host, publicUrl()))
      throw new Problem(403, "The control endpoints answer on localhost, 127.0.0.1, [::1] and the host of the public URL only.");
    next();
  };

/**
 * Who may load the console's page, which holds nothing itself: programs on this machine; everybody where the control endpoints are
 * open or let bearers of a token in, for the page is where a token is typed in.
 */
export const mayLoadConsole =
  (policy: ControlPolicy, publicUrl: () => string) =>
  ({ headers, socket }: IncomingMessage): boolean =>
    policy.control === "open" ||
    policy.controlToken !== undefined ||
    (isLoopbackAddress(socket.remoteAddress) && !isForwarded(headers) && isOurHost(headers.host, publicUrl()));

function hasToken({ authorization }: IncomingHttpHeaders, token: string | undefined): boolean {
  const [, given] = /^Bearer +(\S+)$/i.exec(authorization ?? "") ?? [];
  return token !== undefined && given !== undefined && sameText(given, token);
}

/** A proxy on this machine hands on what others ask for. */
const isForwarded = (headers: IncomingHttpHeaders): boolean =>
  ["forwarded", "x-forwarded-for", "x-real-ip"].some((name) => headers[name] !== undefined);

function isOurHost(host: string | undefined, publicUrl: string): boolean {
  return host !== undefined && (isLoopbackHost(host) || host.toLowerCase() === new URL(publicUrl).host);
}

function isForeignPage({ origin, host, "sec-fetch-site": site }: IncomingHttpHeaders): boolean {
  if (site !== undefined && site !== "same-origin" && site !== "none") return true;
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== host?.toLowerCase();
}
