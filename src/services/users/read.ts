import { namedUser, signedInUser } from "../../accounts/lookup.ts";
import type { Operations } from "../../context.ts";
import { readPage } from "../../records/pages.ts";
import { getPool } from "../../records/pools.ts";
import { adminViewOfUser, ownViewOfUser, viewOfUser } from "../../records/user-view.ts";
import { users } from "../../records/users.ts";
import { checkAttributesExist, mayRead } from "../../rules/attributes.ts";
import { parseUserFilter } from "../../rules/user-filter.ts";

export const adminGetUser: Operations["adminGetUser"] = async (input, ctx) => {
  const { pool, user } = await namedUser(ctx, input.UserPoolId, input.Username);
  return adminViewOfUser(pool, user);
};

export const getUser: Operations["getUser"] = async (input, ctx) => {
  const { pool, user, client } = await signedInUser(ctx, input.AccessToken);
  return ownViewOfUser(pool, user, (name) => mayRead(client, name));
};

/** Each condition that Cognito can search by has an index, so that a page costs the same however many users there are. */
export const listUsers: Operations["listUsers"] = async (input, ctx) => {
  const pool = await getPool(ctx.store, input.UserPoolId);
  const { AttributesToGet: wanted } = input;
  checkAttributesExist(pool, wanted ?? []);
  const query = { partition: pool.id, ...parseUserFilter(input.Filter) };
  const { items, nextToken } = await readPage(ctx, users, query, {
    operation: "ListUsers",
    token: input.PaginationToken,
    limit: input.Limit,
  });
  return {
    Users: items.map((user) => viewOfUser(user, wanted && ((name) => wanted.includes(name)))),
    ...(nextToken !== undefined && { PaginationToken: nextToken }),
  };
};
