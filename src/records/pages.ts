import { InvalidParameterException } from "#generated/errors.ts";
import type { Paging } from "../lib/paging.ts";
import type { Driver, ListQuery, Stored } from "../storage/driver.ts";
import type { Table } from "./table.ts";

/** What a caller asks of a list. `limit` absent or 0: the largest page. */
export interface PageRequest {
  /** The operation, so that one list's token is refused by another. */
  readonly operation: string;
  readonly token?: string;
  readonly limit?: number;
}

/** The largest page of the lists of pools, clients, groups and users. */
const LARGEST_PAGE = 60;

/**
 * One page of a table and the token of the next one; no token on the last page.
 * @throws InvalidParameterException for a token of another list, an expired or a changed one
 */
export async function readPage<T, Index extends string>(
  { store, paging }: { store: Driver; paging: Paging },
  table: Table<T, Index>,
  query: Omit<ListQuery, "limit" | "after"> & { index?: Index },
  { operation, token, limit }: PageRequest,
): Promise<{ items: readonly (T & Stored)[]; nextToken?: string }> {
  const bound = { operation, ...query };
  const after = positionOf(paging, bound, token);
  const page = await table.list(store, { ...query, after, limit: limit || LARGEST_PAGE });
  return { items: page.items, nextToken: page.next === undefined ? undefined : paging.encode(bound, page.next) };
}

/**
 * The same of what stands in several tables and was read as a whole. `keyOf`: a text by which the items are sorted, and which
 * none shares with another.
 * @throws InvalidParameterException as readPage
 */
export function pageOf<T>(
  paging: Paging,
  { items, keyOf, of }: { items: readonly T[]; keyOf: (item: T) => string; of: object },
  { operation, token, limit }: PageRequest & { readonly limit: number },
): { items: readonly T[]; nextToken?: string } {
  const bound = { operation, ...of };
  const after = positionOf(paging, bound, token) ?? "";
  const left = items.filter((item) => keyOf(item) > after).sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  const page = left.slice(0, limit);
  return { items: page, nextToken: left.length > limit ? paging.encode(bound, keyOf(page.at(-1)!)) : undefined };
}

function positionOf(paging: Paging, bound: object, token: string | undefined): string | undefined {
  const position = token === undefined ? undefined : paging.decode(bound, token);
  // Assumption: the wording, which is known of ListUsers only.
  if (token !== undefined && position === undefined) throw new InvalidParameterException("Invalid pagination token given.");
  return position;
}
