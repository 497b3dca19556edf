import type { OperationName } from "#generated/operations.ts";
import type { ApiTable } from "./api-table.ts";

/** The operation that X-Amz-Target names; undefined where it names none. */
export function findOperation({ targetPrefix, operations }: ApiTable, header: string | undefined): OperationName | undefined {
  const name = header?.startsWith(`${targetPrefix}.`) ? header.slice(targetPrefix.length + 1) : "";
  return Object.hasOwn(operations, name) ? (name as OperationName) : undefined;
}
