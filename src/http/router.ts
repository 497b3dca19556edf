import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Router } from "express";
import type { createApi } from "../api/api.ts";
import { notUnderstood, preflight } from "../api/reply.ts";
import { uuid } from "../lib/ids.ts";
import type { Log } from "../runtime/log.ts";

export interface Routes {
  readonly api: ReturnType<typeof createApi>;
  readonly control: Router;
  readonly discovery: Router;
  readonly importUpload: Router;
  readonly oauth: Router;
  readonly pages: RequestHandler;
  readonly log: Log;
}

/** All paths of the server on one page. */
export function createRouter({ api, control, discovery, importUpload, oauth, pages, log }: Routes): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.post("/", (request, response) => api(request, response));
  app.options("/", (request, response) => preflight({ request, response, requestId: uuid() }));
  app.use("/_rockpool", control);
  app.use(importUpload);
  app.use(discovery);
  app.use(oauth);
  app.use(pages);
  app.use((request, response) => notUnderstood({ request, response, requestId: uuid() }));
  app.use(lastResort(log));
  return app;
}

/** A router that is made by the first request that comes to it. */
export function lazily(load: () => Promise<Router>): RequestHandler {
  let loading: Promise<Router> | undefined;
  return async (request, response, next) => {
    loading ??= load();
    (await loading)(request, response, next);
  };
}

/** A fault that nothing else has answered: logged without what the caller sent, and never shown. */
const lastResort =
  (log: Log): ErrorRequestHandler =>
  (error: Error, request, response, _next) => {
    log.error({ path: request.path, name: error.name, stack: error.stack }, "request failed");
    if (response.headersSent) return void response.destroy();
    response.status(500).json({ __type: "InternalErrorException", message: "Internal server error" });
  };
