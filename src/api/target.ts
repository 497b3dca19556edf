import { type OperationName, operations } from "#generated/operations.ts";
import { UnknownOperationException } from "../lib/protocol-errors.ts";

const PREFIX = "AWSCognitoIdentityProviderService.";

/** The operation that X-Amz-Target names; undefined where it names none. */
export function findOperation(header: string | undefined): OperationName | undefined {
  const name = header?.startsWith(PREFIX) ? header.slice(PREFIX.length) : "";
  return Object.hasOwn(operations, name) ? (name as OperationName) : undefined;
}

/** @throws UnknownOperationException */
export function targetOperation(header: string | undefined): OperationName {
  const name = findOperation(header);
  if (name === undefined) throw new UnknownOperationException();
  return name;
}
