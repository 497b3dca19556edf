import type { IncomingMessage, ServerResponse } from "node:http";
import type { OperationName } from "#generated/operations.ts";
import type { Services } from "../context.ts";
import { heldClock } from "../lib/clock.ts";
import { uuid } from "../lib/ids.ts";
import { ProtocolError, SerializationException, UnknownOperationException } from "../lib/protocol-errors.ts";
import { reasonOf } from "../lib/reason.ts";
import type { Calls } from "../runtime/calls.ts";
import { readBody } from "../web/read-body.ts";
import { type ApiTable, USER_POOLS } from "./api-table.ts";
import { authenticate, type IamPolicy } from "./authenticate.ts";
import { foreignOrigin, mayCallFrom, type OriginPolicy } from "./cors.ts";
import { type Dispatcher, EXAMPLE_HEADER } from "./dispatch.ts";
import { ConnectionCut } from "./faults.ts";
import { type Begun, type Ended, recordCall } from "./record.ts";
import { type Answer, type Exchange, errorAnswer, reply } from "./reply.ts";
import { findOperation } from "./target.ts";

/** AWS's front end refuses larger requests. */
const BODY_LIMIT_BYTES = 1024 * 1024;

export interface ApiOptions {
  readonly services: Services;
  readonly dispatcher: Dispatcher;
  /** Where what was called is kept. */
  readonly calls: Calls;
  readonly iam: IamPolicy;
  /** Pages that may administer; absent: those of this machine. */
  readonly origins?: readonly string[];
  /** The API that is served. */
  readonly table?: ApiTable;
}

/** One call of the user pools API, from the request to the answer. Everything that is thrown ends here. */
export function createApi({ services, dispatcher, calls, iam, origins = [], table = USER_POOLS }: ApiOptions) {
  const policy: OriginPolicy = { origins, settings: services.settings };
  const record = (begun: Begun, ended: Ended): void => recordCall({ calls, clock: services.clock }, begun, ended);
  return async function api(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const name = findOperation(table, request.headers["x-amz-target"] as string | undefined);
    const iamNeeded = needsIam(table, name);
    const isOpenTo = mayCallFrom(request, iamNeeded, policy);
    const exchange: Exchange = { request, response, requestId: uuid(), mediaType: table.mediaType, isHidden: !isOpenTo };
    const begun: Begun = { requestId: exchange.requestId, since: performance.now() };
    let operation: OperationName | undefined;
    const ctxOf = (body: string) => ({
      ...services,
      clock: heldClock(services.clock),
      requestId: exchange.requestId,
      caller: authenticate(request, body, { iam: iamNeeded, policy: iam, settings: services.settings }),
    });
    try {
      const body = await readBody(request, bodyLimit(table, name));
      begun.body = body;
      if (name === undefined) throw new UnknownOperationException();
      operation = name;
      if (!isOpenTo) throw foreignOrigin();
      const input = parse(body);
      const output = await dispatcher.run(name, input, () => ctxOf(body));
      const answer: Answer = { status: 200, body: output, headers: dispatcher.implemented(name) ? undefined : EXAMPLE_HEADER };
      await dispatcher.check(name, answer, { log: services.log, requestId: exchange.requestId });
      record(begun, { operation: name, status: answer.status, text: reply(exchange, answer) });
    } catch (error) {
      if (request.destroyed && !request.complete) return;
      if (error instanceof ConnectionCut) return void response.destroy();
      await replyError(exchange, operation, { begun, error });
    }
  };

  async function replyError(
    exchange: Exchange,
    operation: OperationName | undefined,
    { begun, error }: { begun: Begun; error: unknown },
  ): Promise<void> {
    const about = { log: services.log, requestId: exchange.requestId };
    if (operation === undefined && !(error instanceof ProtocolError)) {
      about.log.error({ requestId: exchange.requestId, name: (error as Error).name }, "request could not be read");
      return void exchange.response.destroy();
    }
    const refusal = operation === undefined ? (error as ProtocolError) : dispatcher.asDeclared(operation, error, about);
    const answer = errorAnswer(refusal);
    if (operation !== undefined) await dispatcher.check(operation, answer, about);
    const text = reply(exchange, answer);
    const named = operation ?? String(exchange.request.headers["x-amz-target"] ?? "none");
    record(begun, { operation: named, status: answer.status, text, refusal, reason: reasonOf(error) });
  }
}

/** An operation whose call says nothing of it needs IAM; one that is not there harms nobody. */
const needsIam = (table: ApiTable, name: OperationName | undefined): boolean => name !== undefined && (table.operations[name]?.iam ?? true);

/** Of a request that names no operation the front end's: it is refused once it is read. */
const bodyLimit = (table: ApiTable, name: OperationName | undefined): number =>
  (name && table.operations[name]?.bodyLimit) ?? BODY_LIMIT_BYTES;

/** The input as JSON without its nulls, which count as absent, be it all of it. @throws SerializationException */
function parse(body: string): unknown {
  let input: unknown;
  try {
    input = JSON.parse(body);
  } catch {
    throw new SerializationException();
  }
  return body.includes("null") ? withoutNulls(input ?? {}) : input;
}

/** No input of the API is nested nearly as deep; what is would exhaust the stack. */
const DEEPEST = 500;

function withoutNulls(value: unknown, depth = 0): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth > DEEPEST) throw new SerializationException();
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null)
      .map(([name, member]) => [name, withoutNulls(member, depth + 1)]),
  );
}
