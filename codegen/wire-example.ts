import type { Model } from "./model.ts";

/** An example of the spec as it goes over the wire: dates become epoch seconds, all else stays. */
export function wireExample(model: Model, name: string, value: unknown): unknown {
  const shape = model.schemas[name];
  if (!shape || value === undefined) return value;
  if (shape.kind === "timestamp") return Date.parse(String(value)) / 1000;
  if (shape.kind === "list") return (value as unknown[]).map((item) => wireExample(model, shape.items ?? "", item));
  if (!shape.members || shape.document) return value;
  const members = Object.entries(value as object).map(([member, item]) => [
    member,
    wireExample(model, shape.members?.[member] ?? "", item),
  ]);
  return Object.fromEntries(members);
}
