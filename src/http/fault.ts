import type { IncomingMessage, ServerResponse } from "node:http";
import type { Log } from "../runtime/log.ts";

/** A fault that nothing else has answered: logged without what the caller sent, and never shown. */
export function answerFault(log: Log, error: unknown, { request, response }: { request: IncomingMessage; response: ServerResponse }): void {
  const { name, stack } = error instanceof Error ? error : { name: "not an error", stack: undefined };
  log.error({ path: request.url?.split("?")[0], name, stack }, "request failed");
  if (response.headersSent) return void response.destroy();
  response
    .writeHead(500, { "content-type": "application/json; charset=utf-8" })
    .end(JSON.stringify({ __type: "InternalErrorException", message: "Internal server error" }));
}
