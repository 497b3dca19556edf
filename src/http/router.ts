import express, { type Express, type Router } from "express";
import { uuid } from "../lib/ids.ts";
import type { createApi } from "./api.ts";
import { notUnderstood, preflight } from "./reply.ts";

export interface Routes {
  readonly api: ReturnType<typeof createApi>;
  readonly control: Router;
  readonly discovery: Router;
}

/** All paths of the server on one page. */
export function createRouter({ api, control, discovery }: Routes): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.post("/", (request, response) => api(request, response));
  app.options("/", (request, response) => preflight({ request, response, requestId: uuid() }));
  app.use("/_rockpool", control);
  app.use(discovery);
  app.use((request, response) => notUnderstood({ request, response, requestId: uuid() }));
  return app;
}
