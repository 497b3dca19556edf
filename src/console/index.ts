import { readFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { type RequestHandler, Router } from "express";
import { packageFile } from "../runtime/package-file.ts";

export interface ConsoleOptions {
  /** Whether somebody who sends this request may load the page: as the control endpoints see it. */
  readonly isOpenTo: (request: IncomingMessage) => boolean;
}

/**
 * The web console: a page at `/` for browsers, its files at `/_rockpool/console/`. The page holds nothing of the server's state:
 * what it shows it asks of the API and of the control endpoints, which look at who asks.
 */
export function createConsole({ isOpenTo }: ConsoleOptions): Router {
  const router = Router();
  router.get("/", (request, response, next) => {
    const { host = "", accept = "" } = request.headers;
    // A pool's own domain has no console, and programs that ask for no page get what the API answers.
    if (!accept.includes("text/html") || OF_A_POOL.test(host) || !isOpenTo(request)) return next();
    response.set(pageHeaders(PAGE_POLICY)).send(PAGE);
  });
  router.use("/_rockpool/console", sendFile);
  return router;
}

const OF_A_POOL = /\.(localhost|amazoncognito\.com)(:\d+)?$/i;

const TYPES: Readonly<Record<string, string>> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  json: "application/json",
  svg: "image/svg+xml",
};

/** A file under a plain name, or the contract of an operation; else the next who may know the path. */
const sendFile: RequestHandler = async ({ path, method }, response, next) => {
  if (path === "/mail") return void response.set(pageHeaders(MAIL_POLICY)).send(MAIL);
  const [, contract, name, ending = ""] = /^\/(contract\/)?([A-Za-z-]+\.(\w+))$/.exec(path) ?? [];
  const type = TYPES[ending];
  if (type === undefined || (method !== "GET" && method !== "HEAD")) return next();
  const file = packageFile(`${contract === undefined ? "dist/console" : "generated/contract"}/${name}`);
  const content = await readFile(file).catch(() => undefined);
  if (content === undefined) return next();
  // A new version of the server comes with new files under the same names.
  response.set({ "content-type": type, "cache-control": "no-cache", ...COMMON }).send(content);
};

const COMMON = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
} as const;

const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/** Mails bring their own styles, and must not tell anybody that they were read. */
const MAIL_POLICY =
  "sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox; default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

const pageHeaders = (policy: string) => ({
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-cache",
  "content-security-policy": policy,
  ...COMMON,
});

const PAGE = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>rockpool</title>
<link rel="icon" href="/_rockpool/console/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/_rockpool/console/main-style.css">
</head>
<body>
<div id="console"><noscript>The console needs JavaScript.</noscript></div>
<script type="module" src="/_rockpool/console/main.js"></script>
</body>
</html>
`;

const MAIL = `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="color-scheme" content="light"><title>Mail</title></head>
<body><script src="/_rockpool/console/mail.js"></script></body>
</html>
`;
