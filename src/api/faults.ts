import { setTimeout as pause } from "node:timers/promises";
import * as errors from "#generated/errors.ts";
import { factsOf, type OperationName } from "#generated/operations.ts";
import type { Context } from "../context.ts";
import { ThrottlingException } from "../lib/protocol-errors.ts";
import type { Fault, Faults } from "../runtime/faults.ts";
import { type Naming, poolNamedBy } from "./region-gate.ts";

/** The connection is to end without an answer. */
export class ConnectionCut extends Error {}

/** Too many calls, and when to come again. */
class Throttled extends errors.TooManyRequestsException {
  constructor(readonly retryAfterSeconds: number | undefined) {
    super("Rate exceeded");
  }
}

/** What the header Retry-After says with an error. */
export const retryAfterOf = (error: unknown): number | undefined => (error instanceof Throttled ? error.retryAfterSeconds : undefined);

/** What was asked to go wrong goes wrong here, after the input was found right and before the operation sees it. */
export const createFaultGate =
  (faults: Faults) =>
  async (
    operation: OperationName,
    input: unknown,
    { store, log, requestId }: Pick<Context, "store" | "log" | "requestId">,
  ): Promise<void> => {
    const place = { operation, userPoolId: await poolNamedBy(store, input as Naming) };
    for (const fault of faults.hitting(place, (each) => canHit(each, operation, input))) {
      log.warn({ operation, requestId, fault: fault.kind }, "a fault that was asked for");
      if (fault.kind === "delay") await pause(fault.milliseconds);
      else throw outcomeOf(fault, operation);
    }
  };

/** A fault of any operation is for those only that could have it in earnest. */
function canHit({ kind, error = "" }: Fault, operation: OperationName, input: unknown): boolean {
  const declared = factsOf(operation).errors;
  if (kind === "undelivered") return false;
  if (kind === "error") return declared.includes(error);
  if (kind === "expiredSession")
    return (input as { Session?: string }).Session !== undefined && declared.includes("NotAuthorizedException");
  return true;
}

function outcomeOf({ kind, error, message, retryAfterSeconds }: Fault, operation: OperationName): Error {
  if (kind === "cut") return new ConnectionCut();
  if (kind === "expiredSession") return new errors.NotAuthorizedException("Invalid session for the user, session is expired.");
  if (kind === "error") return errorOf(error!, message);
  const isDeclared = factsOf(operation).errors.includes("TooManyRequestsException");
  return isDeclared ? new Throttled(retryAfterSeconds) : new ThrottlingException("Rate exceeded");
}

function errorOf(name: string, message = `${name} was asked for as a fault.`): Error {
  const ErrorClass = (errors as unknown as Readonly<Record<string, new (message: string) => Error>>)[name]!;
  return new ErrorClass(message);
}
