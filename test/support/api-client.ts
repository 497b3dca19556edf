import type { OperationName, Operations, operations } from "#generated/operations.ts";

type Handler<Op extends OperationName> = Operations<unknown>[(typeof operations)[Op]["handler"]];

/** What an operation takes, but for texts: tests also send some that have to be refused. */
export type InputOf<Op extends OperationName> = Sent<Parameters<Handler<Op>>[0]>;
/** What an operation gives; nothing for one that answers without a body. */
export type OutputOf<Op extends OperationName> = Awaited<ReturnType<Handler<Op>>>;

type Sent<T> = T extends string ? string : T extends object ? { readonly [Member in keyof T]: Sent<T[Member]> } : T;

/**
 * An answer whose members a test may go down by their names without looking whether they are there: where one is not, the test
 * fails, and a name that the API does not know cannot be compiled.
 */
export type Answered<T> = T extends readonly (infer Item)[]
  ? Answered<Item>[]
  : T extends object
    ? { -readonly [Member in keyof T]-?: Answered<Exclude<T[Member], undefined>> }
    : T;

/** The value of an attribute that has to be there. */
export function attribute(attributes: readonly { readonly Name: string; readonly Value: string }[], name: string): string {
  const found = attributes.find(({ Name }) => Name === name);
  if (!found) throw new Error(`there is no attribute ${name}`);
  return found.Value;
}
