import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { preflight } from "../api/reply.ts";
import { uuid } from "../lib/ids.ts";
import type { Log } from "../runtime/log.ts";
import { answerFault } from "./fault.ts";

export interface Entry {
  readonly api: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Whatever is not the API's, made when the first request for it comes. */
  readonly others: () => Promise<RequestListener>;
  readonly log: Log;
}

/**
 * Where every request comes in. Calls of the API are told apart here, so that neither they nor a start pay for a framework
 * that only pages, control and uploads need.
 */
export function createEntry({ api, others, log }: Entry): RequestListener {
  let made: Promise<RequestListener> | undefined;
  return (request, response) => {
    const fail = (error: unknown) => answerFault(log, error, { request, response });
    const isApi = pathOf(request) === "/";
    if (isApi && request.method === "POST") return void api(request, response).catch(fail);
    if (isApi && request.method === "OPTIONS") return preflight({ request, response, requestId: uuid() });
    made ??= others();
    made.then((serve) => serve(request, response)).catch(fail);
  };
}

/** Of a request through a proxy, the address is whole. */
function pathOf({ url = "" }: IncomingMessage): string {
  if (!url.startsWith("/")) return URL.canParse(url) ? new URL(url).pathname : url;
  const query = url.indexOf("?");
  return query < 0 ? url : url.slice(0, query);
}
