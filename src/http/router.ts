import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Router } from "express";
import { notUnderstood } from "../api/reply.ts";
import { createConsole } from "../console/index.ts";
import type { Services } from "../context.ts";
import type { Control } from "../control/control.ts";
import type { EventStreams } from "../control/event-streams.ts";
import { createControlRouter } from "../control/router.ts";
import { type ControlPolicy, mayLoadConsole } from "../control/who-may.ts";
import { uuid } from "../lib/ids.ts";
import { createDiscovery } from "../oauth/discovery.ts";
import { createOAuthRouter } from "../oauth/router.ts";
import type { Hosting } from "../oauth/serve.ts";
import { answerFault } from "./fault.ts";
import { createImportUpload } from "./import-upload.ts";

export interface Routed {
  readonly services: Services;
  readonly control: Control;
  readonly streams: EventStreams;
  readonly policy: ControlPolicy;
  readonly hosting: Hosting;
}

/** All paths of the server but the API's, which is at `/`, on one page. */
export function createRouter({ services, control, streams, policy, hosting }: Routed): Express {
  const { log, settings } = services;
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.use(createConsole({ isOpenTo: mayLoadConsole(policy, () => settings.publicUrl) }));
  app.use("/_rockpool", createControlRouter({ control, streams, log, policy, publicUrl: () => settings.publicUrl }));
  app.use(createImportUpload(services));
  app.use(createDiscovery(services, hosting));
  app.use(createOAuthRouter(hosting));
  // Loaded when the first page is asked for: most servers never show one.
  app.use(lazily(async () => (await import("../pages/index.ts")).createPages(services, hosting)));
  app.use((request, response) => notUnderstood({ request, response, requestId: uuid() }));
  const last: ErrorRequestHandler = (error, request, response, _next) => answerFault(log, error, { request, response });
  app.use(last);
  return app;
}

/** A router that is made by the first request that comes to it. */
function lazily(load: () => Promise<Router>): RequestHandler {
  let loading: Promise<Router> | undefined;
  return async (request, response, next) => {
    loading ??= load();
    (await loading)(request, response, next);
  };
}
