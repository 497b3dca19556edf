import { AliasExistsException, type CognitoError } from "#generated/errors.ts";
import type { Context } from "../context.ts";
import type { AliasAttribute, Pool } from "../records/pools.ts";
import { type User, users } from "../records/users.ts";
import { withAttributes } from "../rules/usernames.ts";
import { type Change, type Stored, UniqueViolation } from "../storage/driver.ts";

/** A user to be stored together with what belongs to the same step. */
export interface UserCommit {
  readonly pool: Pool;
  readonly user: User & Stored;
  readonly with?: readonly Change[];
  /** Takes an alias from the user who has it, as ForceAliasCreation asks. A username attribute is never taken. */
  readonly force?: boolean;
  /** Absent: `aliasTaken`. */
  readonly taken?: (attribute: AliasAttribute | "username") => CognitoError;
}

interface Rival {
  readonly attribute: AliasAttribute;
  readonly owner: User & Stored;
}

/** Of somebody who changes. */
export const aliasTaken = (attribute: string) => new AliasExistsException(`An account with the given ${attribute} already exists.`);
/** Of somebody who is made, or confirmed. */
export const aliasInUse = (attribute: string) => new AliasExistsException(`An account with the ${attribute} already exists.`);

/** @throws what `taken` says where somebody else goes by that name, StaleWrite */
export async function commitUser(
  { store, clock }: Context,
  { pool, user, with: others = [], force = false, taken = aliasTaken }: UserCommit,
): Promise<void> {
  const rivals = await rivalsOf({ store }, pool, user);
  const stuck = rivals.find(({ attribute }) => !force || !movable(pool, attribute));
  if (stuck) throw taken(stuck.attribute);
  const released = withoutAliases(pool, rivals, clock.now()).map((owner) => users.put(owner));
  try {
    await store.commit([users.put(user), ...released, ...others]);
  } catch (error) {
    if (!(error instanceof UniqueViolation)) throw error;
    if (error.index !== "alias") throw taken("username");
    throw taken((await rivalsOf({ store }, pool, user))[0]?.attribute ?? "email");
  }
}

/** Who else goes by the aliases that this user is to have. */
export async function rivalsOf(
  { store }: Pick<Context, "store">,
  pool: Pool,
  { sub, aliases }: Pick<User, "sub" | "aliases">,
): Promise<Rival[]> {
  const owners = await Promise.all(aliases.map((key) => users.findBy(store, "alias", key, pool.id)));
  return owners.flatMap((owner, index) => (owner && owner.sub !== sub ? [{ owner, attribute: attributeOf(aliases[index]!) }] : []));
}

const attributeOf = (aliasKey: string) => aliasKey.slice(0, aliasKey.indexOf(":")) as AliasAttribute;

const movable = (pool: Pool, attribute: AliasAttribute): boolean =>
  attribute !== "preferred_username" && !pool.usernameAttributes.includes(attribute);

/** The owner of a moved alias keeps the attribute, which is no longer verified. */
function withoutAliases(pool: Pool, rivals: readonly Rival[], now: number): (User & Stored)[] {
  const losers = new Map<string, User & Stored>();
  for (const { owner, attribute } of rivals) {
    const loser = losers.get(owner.sub) ?? owner;
    losers.set(owner.sub, withAttributes(pool, loser, { ...loser.attributes, [`${attribute}_verified`]: "false" }, now));
  }
  return [...losers.values()];
}
