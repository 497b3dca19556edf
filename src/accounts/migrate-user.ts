import { UserNotFoundException } from "#generated/errors.ts";
import type { Context } from "../context.ts";
import type { Client } from "../records/clients.ts";
import { type Pool, poolName } from "../records/pools.ts";
import type { User } from "../records/users.ts";
import { checkNewAttributes, readAttributes, withoutEmpty } from "../rules/attributes.ts";
import { withFactor } from "../rules/mfa-policy.ts";
import { type MigratedUser, type UserMigrationEvent, userMigration } from "../triggers/user-migration.ts";
import { commitUser } from "./commit-user.ts";
import { findUser } from "./lookup.ts";
import { newUser, withNameAsAttribute } from "./new-user.ts";

type Migration = Omit<UserMigrationEvent, "pool" | "client"> & { readonly pool: Pool; readonly client: Client };

/** What a caller is told whose user could not be migrated. */
export const migrationFailed = ({ id }: Client) => new UserNotFoundException(`Exception migrating user in app client ${id}`);

/**
 * Stores somebody whom the pool does not know, if its trigger does. Nothing happens for users that the pool has, and none is
 * made where the trigger leaves the event as it was.
 * @throws UserNotFoundException where the trigger fails, and what is wrong with the attributes that it gives
 */
export async function migrateUnknown(ctx: Context, migration: Migration): Promise<void> {
  const { pool, client, name } = migration;
  if (!ctx.triggers.has(pool, "UserMigration") || (await findUser(ctx.store, pool, name))) return;
  const result = await userMigration(ctx, migration);
  if (result === "unknown") return;
  if (result === "failed") throw migrationFailed(client);
  const user = await store(ctx, migration, result);
  if (user && migration.password !== undefined) await welcome(ctx, migration, { user, result });
}

/** Undefined where the same user came in at the same time. */
async function store(
  ctx: Context,
  { pool, client, name, password }: Migration,
  { username = name, ...result }: MigratedUser,
): Promise<User | undefined> {
  const given = readAttributes(Object.entries(result.attributes).map(([Name, Value]) => ({ Name, Value })));
  const attributes = withoutEmpty(withNameAsAttribute(pool, username, given));
  checkNewAttributes(pool, attributes, { required: false });
  const plain = newUser(pool, {
    name: username,
    attributes,
    status: result.confirmed ? "CONFIRMED" : "RESET_REQUIRED",
    now: ctx.clock.now(),
  });
  const withMfa = result.enableSmsMfa ? withFactor(plain, "SMS_MFA") : plain;
  // Kept whatever the pool's policy says: it was good enough where the user comes from.
  const user =
    password === undefined
      ? withMfa
      : { ...withMfa, password: await ctx.passwords.hash({ poolName: poolName(pool.id), userId: plain.username, password }) };
  try {
    await commitUser(ctx, { pool, user, force: result.forceAliasCreation, taken: () => migrationFailed(client) });
    return user;
  } catch (error) {
    if (error instanceof UserNotFoundException && (await findUser(ctx.store, pool, name))) return undefined;
    throw error;
  }
}

/** The invitation that new users get, unless the trigger wants none (AWS, "Migrate user Lambda trigger"). */
async function welcome(
  ctx: Context,
  { pool, client, password, clientMetadata }: Migration,
  { user, result }: { user: User; result: MigratedUser },
): Promise<void> {
  if (result.silent) return;
  for (const medium of result.mediums ?? (["SMS"] as const)) {
    const destination = user.attributes[medium === "SMS" ? "phone_number" : "email"];
    if (destination)
      await ctx.deliver.send({
        pool,
        client,
        user,
        kind: "CustomMessage_AdminCreateUser",
        medium,
        destination,
        code: password,
        clientMetadata,
        caller: ctx.caller,
      });
  }
}
