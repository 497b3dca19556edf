import { deleteUserRecords } from "../../accounts/delete-user.ts";
import { namedUser, signedInUser, userNotFound } from "../../accounts/lookup.ts";
import type { Context, Operations } from "../../context.ts";
import { retryContended } from "../../records/retry-contended.ts";
import { type User, users } from "../../records/users.ts";

export const deleteUser: Operations["deleteUser"] = async (input, ctx) => remove(ctx, (await signedInUser(ctx, input.AccessToken)).user);

export const adminDeleteUser: Operations["adminDeleteUser"] = async (input, ctx) =>
  remove(ctx, (await namedUser(ctx, input.UserPoolId, input.Username)).user);

const remove = (ctx: Context, { poolId, sub }: User): Promise<void> =>
  retryContended(async () => {
    const user = await users.find(ctx.store, poolId, sub);
    if (!user) throw userNotFound();
    await deleteUserRecords(ctx, user);
  });
