import type { ContractDocument, ContractSchema } from "../runtime/contract-document.ts";

/**
 * The input without the members that its contract does not name, at any depth: Cognito ignores them, so services must
 * neither act on them nor keep and show them.
 */
export function knownMembers(document: ContractDocument, input: unknown): unknown {
  const [route] = Object.values(document.paths);
  const [content] = Object.values(route?.post.requestBody?.content ?? {});
  return content ? pick(content.schema, input) : input;

  function pick(given: ContractSchema, value: unknown): unknown {
    const schema = resolve(given);
    if (Array.isArray(value)) return value.map((item) => pick(schema.items ?? {}, item));
    if (typeof value !== "object" || value === null) return value;
    const { properties, additionalProperties } = schema;
    // Free JSON has no properties to go by; a map's keys are data.
    if (!properties) return typeof additionalProperties === "object" ? mapMembers(value, () => additionalProperties) : value;
    return mapMembers(value, (name) => (Object.hasOwn(properties, name) ? properties[name] : undefined));
  }

  function mapMembers(value: object, schemaOf: (name: string) => ContractSchema | undefined): object {
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, member]) => {
        const schema = schemaOf(name);
        return schema ? [[name, pick(schema, member)] as const] : [];
      }),
    );
  }

  function resolve(schema: ContractSchema): ContractSchema {
    return schema.$ref ? resolve(document.components?.schemas?.[schema.$ref.replace(/^.*\//, "")] ?? {}) : schema;
  }
}
