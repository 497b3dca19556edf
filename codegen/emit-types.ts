import openapiTS, { astToString, type OpenAPI3 } from "openapi-typescript";
import ts from "typescript";
import type { SpecDocument } from "./spec-document.ts";

const ALIAS = '\n/** Every shape of the API by its name. */\nexport type Schemas = components["schemas"];\n';

/**
 * The types of all shapes. Timestamps are numbers, as on the wire: epoch seconds.
 * Paths are left out: the handlers take their types from the shapes.
 */
export async function emitTypes(spec: SpecDocument): Promise<string> {
  const schemas = spec.components.schemas as unknown as OpenAPI3["components"];
  const source = { openapi: spec.openapi, info: spec.info, paths: {}, components: { schemas } } as OpenAPI3;
  const ast = await openapiTS(source, {
    silent: true,
    transform: (schema) => (schema.format === "date-time" ? ts.factory.createKeywordTypeNode(ts.SyntaxKind.NumberKeyword) : undefined),
  });
  return astToString(ast) + ALIAS;
}
