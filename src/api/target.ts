import { type OperationName, operations } from "#generated/operations.ts";
import { UnknownOperationException } from "../lib/protocol-errors.ts";

const PREFIX = "AWSCognitoIdentityProviderService.";

/** The operation that X-Amz-Target names. @throws UnknownOperationException */
export function targetOperation(header: string | undefined): OperationName {
  const name = header?.startsWith(PREFIX) ? header.slice(PREFIX.length) : "";
  if (!Object.hasOwn(operations, name)) throw new UnknownOperationException();
  return name as OperationName;
}
