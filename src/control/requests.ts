import type { Calls, HostedCall, RecordedCall } from "../runtime/calls.ts";
import type { Driver } from "../storage/driver.ts";
import { createHiding, type Hiding } from "./hidden.ts";
import { type Parts, parsed, type RequestSubject, subjectOf, text } from "./request-subject.ts";

/** Which requests to show; conditions narrow each other down. */
export interface RequestQuery {
  readonly userPoolId?: string;
  /** As the request or its token names the user. */
  readonly username?: string;
  /** Of the API, or the operationId of a hosted endpoint. */
  readonly operation?: string;
  /** Default: 100. */
  readonly limit?: number;
}

/** A call of the API or of a hosted endpoint as it leaves: secrets are hidden. */
export interface RequestView extends RequestSubject {
  /** Later ones are greater. */
  readonly id: number;
  readonly requestId: string;
  /** ISO 8601. */
  readonly at: string;
  readonly kind: "api" | "hosted";
  readonly operation: string;
  readonly status: number;
  /** The error's name, and what the caller is told. */
  readonly error?: string;
  readonly message?: string;
  /** Which rule refused the request, where that is more than the caller is told. */
  readonly reason?: string;
  readonly durationMs: number;
  /** The input of an operation. Absent where it was none, or is kept no longer. */
  readonly request?: unknown;
  readonly answer?: unknown;
  /** Of a hosted endpoint. */
  readonly http?: HostedView;
}

export interface HostedView {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
  /** Where the browser is sent. */
  readonly location?: string;
}

const DEFAULT_LIMIT = 100;

export interface Requests {
  /** Newest first. */
  list(query: RequestQuery): Promise<RequestView[]>;
  /** Calls back for each request that ends from now on, in their order. `after`: those since that id first. @returns what ends it */
  watch(query: RequestQuery & { readonly after?: number }, see: (request: RequestView) => void): () => void;
}

export function createRequests({ calls, store }: { calls: Calls; store: Driver }): Requests {
  /** What was looked at once is not worked out again; the ring lets go of both together. */
  const views = new WeakMap<RecordedCall, Promise<RequestView>>();
  const viewOf = (call: RecordedCall): Promise<RequestView> => {
    const known = views.get(call) ?? makeView(store, call);
    views.set(call, known);
    return known;
  };
  return {
    list: async ({ limit = DEFAULT_LIMIT, ...query }) => {
      const found: RequestView[] = [];
      for (const call of calls.newestFirst()) {
        if (found.length === limit) break;
        if (query.operation !== undefined && call.operation !== query.operation) continue;
        const view = await viewOf(call);
        if (matches(view, query)) found.push(view);
      }
      return found;
    },
    watch: ({ after, ...query }, see) => {
      let last: Promise<void> = Promise.resolve();
      let over = false;
      const show = (call: RecordedCall): void => {
        last = last.then(async () => {
          const view = await viewOf(call);
          if (!over && matches(view, query)) see(view);
        });
      };
      if (after !== undefined) for (const call of [...calls.newestFirst()].reverse()) if (call.id > after) show(call);
      const end = calls.watch(show);
      return () => {
        over = true;
        end();
      };
    },
  };
}

const matches = (view: RequestView, { userPoolId, username, operation }: RequestQuery): boolean =>
  (userPoolId === undefined || view.userPoolId === userPoolId) &&
  (username === undefined || view.username?.toLowerCase() === username.toLowerCase()) &&
  (operation === undefined || view.operation === operation);

async function makeView(store: Driver, call: RecordedCall): Promise<RequestView> {
  const { id, requestId, at, operation, status, reason, durationMs, hosted } = call;
  const hiding = createHiding();
  const input = hosted ? undefined : parsed(call.request);
  const output = parsed(call.answer);
  const http = hosted && httpOf(hosted, call.request, hiding);
  const request = input && hiding.object(input);
  const { error, message } = hosted ? refusalOf(hosted, output) : call;
  const view: RequestView = {
    id,
    requestId,
    at: new Date(at).toISOString(),
    kind: hosted ? "hosted" : "api",
    operation,
    ...(await subjectOf(store, { ...call, input, output })),
    status,
    error,
    message: message && hiding.text(message),
    reason: reason && hiding.text(reason),
    durationMs: Math.round(durationMs * 100) / 100,
    request,
    // What is told of an error may quote what was sent.
    answer: output && hiding.object(status < 400 ? output : quoting(output, hiding)),
    http,
  };
  return Object.fromEntries(Object.entries(view).filter(([, value]) => value !== undefined)) as unknown as RequestView;
}

const quoting = (output: Parts, hiding: Hiding): Parts =>
  Object.fromEntries(Object.entries(output).map(([name, value]) => [name, typeof value === "string" ? hiding.text(value) : value]));

function httpOf({ method, path, query, location }: HostedCall, form: string | undefined, hiding: Hiding): HostedView {
  return {
    method,
    path,
    query: hiding.parameters(query),
    ...(form !== undefined && { form: hiding.parameters(form) }),
    ...(location !== undefined && { location: hiding.address(location) }),
  };
}

/** OAuth errors are in the JSON or in where the browser is sent. */
function refusalOf({ location = "" }: HostedCall, output: Parts = {}): { error?: string; message?: string } {
  const [, place = ""] = /[?#](.*)$/s.exec(location) ?? [];
  const { error, error_description: message } = { ...Object.fromEntries(new URLSearchParams(place)), ...output };
  return { error: text(error), message: text(message) };
}
