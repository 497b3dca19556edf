import { belongings } from "../../accounts/delete-user.ts";
import { isKept, isSameToken, membersChanged } from "../../history/difference.ts";
import { type ChangedRow, changedSince } from "../../history/past.ts";
import { groups } from "../../records/groups.ts";
import { passkeys } from "../../records/passkeys.ts";
import type { EntityCounts, PreviewCounts, Recovery } from "../../records/recoveries.ts";
import { type User, users } from "../../records/users.ts";
import { type Change, type Driver, type Stored, VERSION } from "../../storage/driver.ts";
import { signedOut } from "../../tokens/token-id.ts";

const MFA_MEMBERS = ["mfa", "totp", "mfaOptions"];
/** Members that make no difference to a profile by themselves. */
const NOT_OF_PROFILES = [...MFA_MEMBERS, "modifiedAt"];

/** All that a recovery changes. Users that were deleted are `now` absent, users that were created `then`. */
export async function effectOf(store: Driver, { poolId, moment }: Recovery): Promise<ChangedRow[]> {
  const rows = (await changedSince(store, poolId, moment)).map((row) => (isUser(row) ? { ...row, then: restoredUser(row) } : row));
  return rows.filter(({ now, then }) => (now && then ? membersChanged(now, then).length > 0 : now !== then));
}

const isIn =
  (table: { readonly definition: { readonly name: string } }) =>
  ({ key }: ChangedRow): boolean =>
    key.table === table.definition.name;
const isUser = isIn(users);

/** Users who changed their password keep it (AWS, InitiatePointInTimeRecovery), and with it what says whose choice it is. */
function restoredUser(row: ChangedRow): User | undefined {
  const [now, then] = [row.now, row.then] as [User | undefined, User | undefined];
  if (!then) return undefined;
  // Assumption: what was issued to somebody before they were deleted stays ended.
  if (!now) return { ...then, ...signedOut(then) };
  const { password, passwordHistory, temporaryPasswordAt, status } = now;
  const kept = now.password?.verifier === then.password?.verifier ? {} : { password, passwordHistory, temporaryPasswordAt, status };
  // A code of an authenticator app is not good twice.
  const totp = then.totp && isSameToken(now, then) ? now.totp : then.totp;
  return { ...then, ...kept, totp };
}

/** How many entities of each type are created, updated and deleted. Memberships are no type of entity. */
export function countsOf(rows: readonly ChangedRow[]): PreviewCounts {
  const ofUsers = rows.filter(isUser);
  return {
    Users: count(ofUsers.map((row) => ({ ...row, isUpdated: isChanged(row, (member) => !NOT_OF_PROFILES.includes(member)) }))),
    Groups: count(rows.filter(isIn(groups)).map((row) => ({ ...row, isUpdated: true }))),
    "User MFAs": count(ofUsers.map(settingsIn)),
    Passkeys: count(rows.filter(isIn(passkeys)).map((row) => ({ ...row, isUpdated: true }))),
  };
}

interface Entity {
  readonly now?: unknown;
  readonly then?: unknown;
  readonly isUpdated: boolean;
}

const count = (entities: readonly Entity[]): EntityCounts => ({
  creates: entities.filter(({ now, then }) => !now && then).length,
  updates: entities.filter(({ now, then, isUpdated }) => now && then && isUpdated).length,
  deletes: entities.filter(({ now, then }) => now && !then).length,
});

/** A user's MFA settings, as an entity of their own. */
const settingsIn = (row: ChangedRow): Entity => ({
  now: hasSettings(row.now),
  then: hasSettings(row.then),
  isUpdated: isChanged(row, (member) => MFA_MEMBERS.includes(member)),
});

const hasSettings = (user: object | undefined): boolean =>
  MFA_MEMBERS.some((member) => (user as Record<string, unknown> | undefined)?.[member]);

const isChanged = ({ now, then }: ChangedRow, concerned: (member: string) => boolean): boolean =>
  now !== undefined && then !== undefined && membersChanged(now, then).some(concerned);

/** The commit that carries it out, the recovery's own records aside. With users go their sessions, devices and whatever else is theirs. */
export async function changesFor(store: Driver, rows: readonly ChangedRow[]): Promise<Change[]> {
  const changes = rows.map(
    ({ key, now, then }): Change => ({ ...key, expected: versionOf(now), value: then && { ...then, [VERSION]: undefined } }),
  );
  const leaving = rows.filter((row) => isUser(row) && !row.then);
  for (const { now } of leaving) {
    const theirs = await belongings({ store }, now as User);
    changes.push(...theirs.filter(({ table }) => !isKept(table)));
  }
  return changes;
}

const versionOf = (row: (object & Stored) | undefined): number => row?.[VERSION] ?? 0;
