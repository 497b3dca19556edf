import { findCode } from "../../accounts/codes.ts";
import { getUser, namedUser, signedInUser } from "../../accounts/lookup.ts";
import type { Context, Operations } from "../../context.ts";
import { codes } from "../../records/codes.ts";
import type { Pool } from "../../records/pools.ts";
import { retryContended } from "../../records/retry-contended.ts";
import { type User, users } from "../../records/users.ts";
import { type Attributes, changeAttributes, checkAttributeRemovals, checkNoSub, checkWritable } from "../../rules/attributes.ts";
import { CONTACTS } from "../../rules/contacts.ts";
import { checkChannels } from "../../rules/mfa-policy.ts";
import { withAttributes } from "../../rules/usernames.ts";
import type { Change } from "../../storage/driver.ts";

export const deleteUserAttributes: Operations["deleteUserAttributes"] = async (input, ctx) => {
  const { pool, user, client } = await signedInUser(ctx, input.AccessToken);
  checkNoSub(input.UserAttributeNames);
  checkWritable(client, input.UserAttributeNames);
  return remove(ctx, { pool, user }, input.UserAttributeNames);
};

export const adminDeleteUserAttributes: Operations["adminDeleteUserAttributes"] = async (input, ctx) => {
  const named = await namedUser(ctx, input.UserPoolId, input.Username);
  checkNoSub(input.UserAttributeNames);
  return remove(ctx, named, input.UserAttributeNames);
};

/** With an address or number go its verified flag, a new value that waits for verification, and an outstanding code. */
async function remove(ctx: Context, { pool, user }: { pool: Pool; user: User }, names: readonly string[]): Promise<Record<string, never>> {
  checkAttributeRemovals(pool, names);
  const emptied = Object.fromEntries(names.map((name) => [name, ""]));
  await retryContended(async () => {
    const before = await getUser(ctx.store, pool, user.sub);
    checkChannels(before, emptied);
    const attributes = changeAttributes(before.attributes, emptied);
    const after = { ...withAttributes(pool, before, attributes, ctx.clock.now()), pendingAttributes: pendingAfter(before, names) };
    await ctx.store.commit([users.put(after), ...(await voidCodes(ctx, before, names))]);
  });
  return {};
}

function pendingAfter({ pendingAttributes = {} }: User, names: readonly string[]): Attributes | undefined {
  const left = Object.entries(pendingAttributes).filter(([name]) => !names.includes(name));
  return left.length > 0 ? Object.fromEntries(left) : undefined;
}

async function voidCodes(ctx: Context, user: User, names: readonly string[]): Promise<Change[]> {
  const outstanding = await Promise.all(
    CONTACTS.filter((name) => names.includes(name)).map((name) => findCode(ctx, user, `verify-${name}`)),
  );
  return outstanding.flatMap((code) => (code ? [codes.remove(code)] : []));
}
