import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type ErrorRequestHandler, json, type Request, type RequestHandler, type Response, Router } from "express";
import type { Fault } from "../runtime/faults.ts";
import type { Log } from "../runtime/log.ts";
import { StorageFailed } from "../storage/failures.ts";
import { controlChecks } from "./checks.ts";
import type { ClockChange, Control } from "./control.ts";
import type { EventStreams } from "./event-streams.ts";
import type { LocalProviderChange, LocalProviderQuery } from "./local-providers.ts";
import { Problem } from "./problem.ts";
import { type StateDocument, stateText } from "./state.ts";
import { type ControlPolicy, whoMay } from "./who-may.ts";

interface Call {
  readonly query: Record<string, string | number>;
  readonly body: unknown;
  /** The snapshot that the path names. */
  readonly name: string;
}

interface Route {
  readonly operationId: string;
  readonly method: "get" | "post" | "put" | "delete";
  readonly path: string;
  /** The body of the answer; undefined answers 204. */
  readonly handle: (control: Control, call: Call) => unknown;
}

const ROUTES: readonly Route[] = [
  { operationId: "health", method: "get", path: "/health", handle: (control) => control.health() },
  { operationId: "listMessages", method: "get", path: "/messages", handle: (control, { query }) => control.messages(query) },
  { operationId: "clearMessages", method: "delete", path: "/messages", handle: (control, { query }) => control.clearMessages(query) },
  { operationId: "listRequests", method: "get", path: "/requests", handle: (control, { query }) => control.requests(query) },
  { operationId: "clearRequests", method: "delete", path: "/requests", handle: (control) => control.clearRequests() },
  { operationId: "listInvocations", method: "get", path: "/invocations", handle: (control, { query }) => control.invocations(query) },
  { operationId: "reset", method: "post", path: "/reset", handle: (control, { query }) => control.reset(query) },
  { operationId: "importState", method: "post", path: "/import", handle: (control, { body }) => control.import(body as StateDocument) },
  {
    operationId: "readImportLog",
    method: "get",
    path: "/import-log",
    handle: (control, { query }) => control.importLog(query as { jobId: string }),
  },
  {
    operationId: "readLocalProvider",
    method: "get",
    path: "/local-providers",
    handle: (control, { query }) => control.localProvider(query as unknown as LocalProviderQuery),
  },
  {
    operationId: "setLocalProvider",
    method: "put",
    path: "/local-providers",
    handle: (control, { body }) => control.setLocalProvider(body as LocalProviderChange),
  },
  { operationId: "listSnapshots", method: "get", path: "/snapshots", handle: (control) => control.snapshots() },
  {
    operationId: "takeSnapshot",
    method: "post",
    path: "/snapshots",
    handle: (control, { body }) => control.takeSnapshot((body as { name: string }).name),
  },
  {
    operationId: "deleteSnapshot",
    method: "delete",
    path: "/snapshots/:name",
    handle: (control, { name }) => control.deleteSnapshot(name),
  },
  {
    operationId: "restoreSnapshot",
    method: "post",
    path: "/snapshots/:name/restore",
    handle: (control, { name }) => control.restoreSnapshot(name),
  },
  { operationId: "listFaults", method: "get", path: "/faults", handle: (control) => control.faults() },
  {
    operationId: "setFaults",
    method: "put",
    path: "/faults",
    handle: (control, { body }) => control.setFaults((body as { faults: Fault[] }).faults),
  },
  { operationId: "readClock", method: "get", path: "/clock", handle: (control) => control.clock() },
  { operationId: "setClock", method: "put", path: "/clock", handle: (control, { body }) => control.setClock(body as ClockChange) },
];

/** These answer something else than JSON made of what a function gives. */
const TEXT_ROUTES = [
  { method: "get", path: "/export" },
  { method: "get", path: "/ca.pem" },
] as const;

/** What goes on as it happens, by server-sent events. */
interface StreamRoute {
  readonly operationId: string;
  readonly path: string;
  readonly event: string;
  readonly watch: (control: Control, query: Call["query"]) => (see: (item: object) => void) => () => void;
}

const STREAMS: readonly StreamRoute[] = [
  {
    operationId: "watchMessages",
    path: "/messages/events",
    event: "message",
    watch: (control, query) => (see) => control.watchMessages(see, query),
  },
  {
    operationId: "watchRequests",
    path: "/requests/events",
    event: "request",
    watch: (control, query) => (see) => control.watchRequests(see, query),
  },
  {
    operationId: "watchInvocations",
    path: "/invocations/events",
    event: "invocation",
    watch: (control, query) => (see) => control.watchInvocations(see, query),
  },
];

export interface ControlRouterOptions {
  readonly control: Control;
  readonly streams: EventStreams;
  readonly log: Log;
  readonly policy: ControlPolicy;
  /** Its host may be used beside the loopback names. Read at each request, for it may follow from the port. */
  readonly publicUrl: () => string;
}

/** The endpoints of spec/control.openapi.yaml, to be mounted at /_rockpool. It reads request bodies itself. */
export function createControlRouter({ control, streams, log, policy, publicUrl }: ControlRouterOptions): Router {
  const router = Router();
  router.use(whoMay(policy, publicUrl));
  router.get("/export", sendState(control));
  router.get("/ca.pem", sendAuthority(control));
  for (const route of ROUTES) router[route.method](route.path, ...bodyReader(route), answer(control, route));
  for (const route of STREAMS) router.get(route.path, stream(control, streams, route));
  router.use(refuseUnknown);
  router.use(answerProblem(log));
  return router;
}

/** States grow with the number of users; everything else is small. */
const bodyReader = ({ method, operationId }: Route): RequestHandler[] =>
  method === "put" || operationId === "importState" || operationId === "takeSnapshot"
    ? [json({ type: () => true, limit: operationId === "importState" ? "500mb" : "100kb" })]
    : [];

const answer =
  (control: Control, { operationId, handle }: Route): RequestHandler =>
  async (request, response) => {
    const checks = (await controlChecks()).get(operationId)!;
    const query = checks.query(request.query);
    checks.checkBody(request.body);
    const body = await handle(control, { query, body: request.body, name: String(request.params["name"] ?? "") });
    if (body === undefined) return void response.status(204).end();
    const [mistake] = checks.problems(body);
    if (mistake) throw new Error(`${operationId} answers ${mistake.place} that ${mistake.what}`);
    response.setHeader("Cache-Control", "no-store");
    response.json(body);
  };

const sendState =
  (control: Control): RequestHandler =>
  async (request, response) => {
    (await controlChecks()).get("exportState")!.query(request.query);
    const state = await control.export();
    response.setHeader("Content-Type", "application/json; charset=utf-8");
    response.setHeader("Cache-Control", "no-store");
    // Somebody who hangs up in the middle is no fault of ours.
    await pipeline(Readable.from(stateText(state)), response).catch(() => response.destroy());
  };

/** PEM (RFC 8555 section 9.1). */
const sendAuthority =
  (control: Control): RequestHandler =>
  async (request, response) => {
    (await controlChecks()).get("certificateAuthority")!.query(request.query);
    response.type("application/pem-certificate-chain").send(control.certificateAuthority());
  };

const stream =
  (control: Control, streams: EventStreams, { operationId, event, watch }: StreamRoute): RequestHandler =>
  async (request, response) => {
    const query = (await controlChecks()).get(operationId)!.query(request.query);
    const { "last-event-id": seen = "" } = request.headers;
    streams.open(response, event, watch(control, /^\d{1,15}$/.test(String(seen)) ? { ...query, after: Number(seen) } : query));
  };

const refuseUnknown = (request: Request, response: Response): void => {
  const methods = [...ROUTES, ...TEXT_ROUTES, ...STREAMS.map(({ path }) => ({ path, method: "get" }))]
    .filter(({ path }) => isAt(path, request.path))
    .map(({ method }) => method.toUpperCase());
  if (methods.length === 0) throw new Problem(404, `There is nothing at ${request.originalUrl.split("?")[0]}.`);
  response.setHeader("Allow", methods.join(", "));
  throw new Problem(405, `${request.method} is not for ${request.originalUrl.split("?")[0]}; ${methods.join(" and ")} is.`);
};

/** `/snapshots/:name` stands for every name. */
const isAt = (path: string, asked: string): boolean => {
  const [wanted, given] = [path.split("/"), asked.split("/")];
  return (
    wanted.length === given.length && wanted.every((part, index) => part === given[index] || (part.startsWith(":") && given[index] !== ""))
  );
};

const answerProblem =
  (log: Log): ErrorRequestHandler =>
  (error: unknown, _request, response, _next) => {
    const problem = problemOf(error);
    if (problem.status >= 500) log.error({ err: error }, "a control request failed");
    response.status(problem.status).type("application/problem+json").send(JSON.stringify(problem.document));
  };

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof StorageFailed) return new Problem(503, `${error.message}.`);
  const { type, status } = (error ?? {}) as { type?: string; status?: number };
  if (type === "entity.parse.failed") return new Problem(400, "The body is not JSON.");
  if (status !== undefined && status >= 400 && status < 500) return new Problem(status, "The body cannot be read.");
  return new Problem(500, "rockpool failed to do this; its log says why.");
}
