import { CognitoError, InternalErrorException, NotAuthorizedException, UnauthorizedException } from "#generated/errors.ts";
import type { OperationName } from "#generated/operations.ts";
import type { Context, Operations } from "../context.ts";
import { ProtocolError, SerializationException } from "../lib/protocol-errors.ts";
import { poolNotFound } from "../records/pools.ts";
import { type ContractDocument, errorsOf } from "../runtime/contract-document.ts";
import { PartitionGone } from "../storage/driver.ts";
import { StorageFailed } from "../storage/failures.ts";
import { type ApiTable, USER_POOLS } from "./api-table.ts";
import { knownMembers } from "./known-members.ts";
import type { Validator } from "./validate.ts";
import { rejectInput } from "./wording.ts";

export interface Dispatcher {
  /**
   * Checks the input, runs the operation and gives its output; undefined for an operation that answers nothing. `enter`
   * says who calls: asked between the types of the input and its constraints, which is AWS's order.
   */
  run(operation: OperationName, input: unknown, enter: () => Context): Promise<object | undefined>;
  implemented(operation: OperationName): boolean;
  /** How many answers broke the contract since the start. */
  readonly violations: number;
  /** Checks what is about to be sent and counts what breaks the contract. */
  check(operation: OperationName, answer: { status: number; body?: object }, ctx: Pick<Context, "log" | "requestId">): Promise<void>;
  /** The error to send for whatever was thrown. */
  asDeclared(operation: OperationName, error: unknown, ctx: Pick<Context, "log" | "requestId">): CognitoError;
}

type Handler = (input: never, ctx: Context) => Promise<object | void>;

/** Marks the answer of an operation that has no service yet: it is the documented example. */
export const EXAMPLE_HEADER = { "x-rockpool-example-only": "true" } as const;

/** What is looked at around an operation, whichever it is. They throw what the operation declares. */
export interface Gates {
  /** With an input that keeps its contract, before anything is looked up for it. */
  readonly admit?: (operation: OperationName, ctx: Context) => Promise<void>;
  /** With the input of a call that was admitted. */
  readonly inspect?: (operation: OperationName, input: unknown, ctx: Context) => Promise<void>;
}

export function createDispatcher(
  services: Partial<Operations>,
  validatorOf: (operation: string) => Validator,
  { table = USER_POOLS, ...gates }: Gates & { readonly table?: ApiTable } = {},
): Dispatcher {
  let violations = 0;
  const handlerOf = (operation: OperationName) =>
    (services as Readonly<Record<string, Handler | undefined>>)[table.operations[operation]?.handler ?? ""];
  return {
    implemented: (operation) => handlerOf(operation) !== undefined,
    get violations() {
      return violations;
    },
    run: async (operation, input, enter) => {
      const validator = validatorOf(operation);
      const accepted = await validator.accepts(input);
      // OpenAPI 3.0 cannot state what the keys of a map are like, and formats are not checked: such inputs are looked through in any case.
      const refusal = accepted && !validator.hasMoreRules ? undefined : rejectInput(validator.document, input);
      if (refusal instanceof SerializationException) throw refusal;
      const ctx = enter();
      if (refusal) throw refusal;
      if (!accepted) throw new InternalErrorException(`The input of ${operation} breaks its contract.`);
      await gates.admit?.(operation, ctx);
      const handler = handlerOf(operation);
      if (!handler) return exampleOf(operation, validator.document, table);
      await gates.inspect?.(operation, input, ctx);
      const output = await handler(knownMembers(validator.document, input) as never, ctx);
      return table.operations[operation]?.output === "none" ? undefined : (output ?? {});
    },
    check: async (operation, { status, body }, { log, requestId }) => {
      const problems = await validatorOf(operation).problems(status, body);
      if (problems.length === 0) return;
      violations += 1;
      log.error({ operation, requestId, status, problems }, "answer breaks the contract");
    },
    asDeclared: (operation, thrown, { log, requestId }) => {
      const declared = declaredErrors(validatorOf(operation).document);
      const error = thrown instanceof PartitionGone ? poolGone(thrown.partition, declared) : thrown;
      if (error instanceof ProtocolError) return error;
      if (error instanceof CognitoError && declared.includes(error.code)) return error;
      if (error instanceof StorageFailed) {
        log.error({ operation, requestId, reason: error.message }, "operation failed because nothing can be written");
        return new InternalErrorException(error.message);
      }
      violations += 1;
      const { name, stack } = error instanceof Error ? error : { name: "not an error", stack: undefined };
      log.error({ operation, requestId, name, stack }, "operation failed with an error that it does not declare");
      return new InternalErrorException("Internal server error");
    },
  };
}

/** More than the model declares: every operation may refuse an input, and a few errors were only seen. */
const declaredErrors = (document: ContractDocument): readonly string[] => [...errorsOf(document, 400), ...errorsOf(document, 500)];

/** The pool was deleted with all that is in it since the operation looked. Some operations with a token know no missing pool. */
function poolGone(poolId: string, declared: readonly string[]): CognitoError {
  const notFound = poolNotFound(poolId);
  const errors = [notFound, new NotAuthorizedException(notFound.message), new UnauthorizedException(notFound.message)];
  return errors.find(({ code }) => declared.includes(code)) ?? notFound;
}

function exampleOf(operation: OperationName, document: ContractDocument, table: ApiTable): object | undefined {
  const example = Object.values(document.paths)[0]?.post["x-example"];
  if (!example && table.operations[operation]?.output !== "none")
    throw new InternalErrorException(`${operation} has neither a service nor an example.`);
  return example;
}
