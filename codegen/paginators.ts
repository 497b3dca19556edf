import type { Model, Pagination } from "./model.ts";

/** The parts of a paginators file (botocore's `paginators-1.json`) that matter here. */
export interface Paginators {
  readonly pagination: Readonly<Record<string, Partial<Record<"input_token" | "output_token" | "limit_key" | "result_key", unknown>>>>;
}

/** The same; throws a sentence where it is no paginators file. */
export function checkedPaginators(json: unknown): Paginators {
  const { pagination } = (json ?? {}) as Partial<Paginators>;
  if (typeof pagination !== "object" || pagination === null) throw new Error("This is not a paginators file: it needs pagination.");
  return { pagination };
}

/** A model whose operations have the paging that a paginators file states, and that alone. */
export function withPaging(model: Model, { pagination }: Paginators): Model {
  const stranger = Object.keys(pagination).find((name) => !Object.hasOwn(model.operations, name));
  if (stranger !== undefined) throw new Error(`The paginators are of another model: they know an operation ${stranger}.`);
  const operations = Object.entries(model.operations).map(([name, operation]) => {
    const paging = Object.hasOwn(pagination, name) ? readPaging(pagination[name] ?? {}) : undefined;
    return [name, { ...operation, ...(paging && { pagination: paging }) }] as const;
  });
  return { ...model, operations: Object.fromEntries(operations) };
}

/** Undefined for a paging of several tokens or lists, which the spec's dialect cannot state. */
function readPaging(paging: Paginators["pagination"][string]): Pagination | undefined {
  const { input_token: token, output_token: nextToken, limit_key: limit, result_key: items } = paging;
  const isOne = [token, nextToken, limit, items].every((name) => typeof name === "string");
  return isOne ? ({ token, nextToken, limit, items } as Pagination) : undefined;
}

/** Operations that list, going by their names and tokens, and have no paging. */
export function listsWithoutPaging({ operations, schemas }: Model): string[] {
  const lists = Object.entries(operations).filter(([name, { request, pagination }]) => {
    const isList =
      /^(?:Admin)?List[A-Z]/.test(name) ||
      Object.keys(schemas[request]?.members ?? {}).some((member) => /^(?:Next|Pagination)Token$/.test(member));
    return isList && !pagination;
  });
  return lists.map(([name]) => name);
}
