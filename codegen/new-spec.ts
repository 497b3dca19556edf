import { stringify } from "yaml";
import type { Protocol } from "./service-model.ts";
import { SIGNING_HEADERS } from "./spec-operation.ts";

/** The text of a spec for an API of which nothing is known yet but how it is spoken. */
export function newSpec({ targetPrefix, jsonVersion, title, version }: Protocol): string {
  const parameters = SIGNING_HEADERS.map((name) => [name, { name, in: "header", required: false, schema: { type: "string" } }]);
  return stringify(
    {
      openapi: "3.0.0",
      info: { version, title },
      "x-target-prefix": targetPrefix,
      "x-json-version": jsonVersion,
      security: [{ hmac: [] }],
      tags: [],
      paths: {},
      components: {
        parameters: Object.fromEntries(parameters),
        securitySchemes: { hmac: { type: "apiKey", name: "Authorization", in: "header", description: "AWS Signature Version 4" } },
        schemas: {},
      },
    },
    { lineWidth: 120 },
  );
}
