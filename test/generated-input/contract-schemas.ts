import type { OperationName } from "#generated/operations.ts";
import { type ContractSchema, readContractDocument } from "#src/runtime/contract-document.ts";

/** What an operation takes: its request's schema, and how to follow references from it. */
export interface InputSchemas {
  readonly input: ContractSchema;
  readonly resolve: (schema: ContractSchema) => ContractSchema;
}

/** Reads the request schema of an operation from its generated contract. */
export function inputSchemasOf(operation: OperationName): InputSchemas {
  const document = readContractDocument(operation);
  const named = document.components?.schemas ?? {};
  const resolve = (schema: ContractSchema): ContractSchema => (schema.$ref ? resolve(named[schema.$ref.replace(/^.*\//, "")]!) : schema);
  const content = Object.values(document.paths)[0]?.post.requestBody?.content ?? {};
  return { input: resolve(Object.values(content)[0]?.schema ?? { type: "object" }), resolve };
}

export const isMap = (schema: ContractSchema): boolean => typeof schema.additionalProperties === "object";

export const matches = (schema: ContractSchema, text: string): boolean =>
  schema.pattern === undefined || new RegExp(schema.pattern, "u").test(text);
