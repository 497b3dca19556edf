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
  const after = token === undefined ? undefined : paging.decode(bound, token);
  // Assumption: the wording, which is known of ListUsers only.
  if (token !== undefined && after === undefined) throw new InvalidParameterException("Invalid pagination token given.");
  const page = await table.list(store, { ...query, after, limit: limit || LARGEST_PAGE });
  return { items: page.items, nextToken: page.next === undefined ? undefined : paging.encode(bound, page.next) };
}
