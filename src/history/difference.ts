import { isDeepStrictEqual } from "node:util";
import { groups, memberships } from "../records/groups.ts";
import { passkeys } from "../records/passkeys.ts";
import type { Past } from "../records/past-versions.ts";
import { type User, users } from "../records/users.ts";

/** Members of a record that a recovery leaves as they are. */
interface Exempt {
  /** They change also while a recovery is under way, so that sign-in and sign-out go on. */
  readonly free: readonly string[];
  /** They do not, but what they were is of no interest later. */
  readonly passing: readonly string[];
}

/** What a recovery brings back (AWS, InitiatePointInTimeRecovery): user data, and no configuration. */
const KEPT: Readonly<Record<string, Exempt>> = {
  [users.definition.name]: { free: ["signOuts", "signedOutAt"], passing: ["pendingTotp"] },
  [groups.definition.name]: { free: [], passing: [] },
  [memberships.definition.name]: { free: [], passing: [] },
  [passkeys.definition.name]: { free: ["counter"], passing: [] },
};

export const isKept = (table: string): boolean => Object.hasOwn(KEPT, table);

export interface Difference {
  /** The change has to wait while a recovery is under way. */
  readonly waits: boolean;
  /** Absent: there is nothing to remember. */
  readonly past?: Past;
}

type Row = Readonly<Record<string, unknown>>;

/** What a change of a row of a kept table means to the pool's history. */
export function differenceOf(table: string, before: object | undefined, after: object | undefined): Difference {
  if (!before || !after) return { waits: true, past: before ? { whole: before } : {} };
  const { free, passing } = KEPT[table]!;
  const members: Record<string, unknown> = {};
  let lacked: string[] | undefined;
  let [waits, lasts] = [false, false];
  for (const member of membersChanged(before, after)) {
    if (free.includes(member)) continue;
    waits = true;
    if (passing.includes(member) || (member === "totp" && isSameToken(before, after))) continue;
    lasts = true;
    const value = (before as Row)[member];
    if (value === undefined) (lacked ??= []).push(member);
    else members[member] = value;
  }
  if (!lasts) return { waits };
  return { waits, past: lacked ? { members, lacked } : { members } };
}

/** Names of the members that differ. One that is undefined is absent: so it is when it has been written and read. At each write: no copies. */
export function membersChanged(before: object, after: object): string[] {
  const [a, b] = [before as Row, after as Row];
  const changed: string[] = [];
  for (const name in b) if (!isSame(a[name], b[name])) changed.push(name);
  for (const name in a) if (!(name in b) && a[name] !== undefined) changed.push(name);
  return changed;
}

/** Most members are the same object, or an object of a few texts; the rest is compared by what knows all kinds, and is slower. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => {
    const [x, y] = [(a as Row)[name], (b as Row)[name]];
    return x === y || (typeof x === "object" && isDeepStrictEqual(x, y));
  });
}

/** The token of an authenticator app is the same, whichever of its codes was used last. */
export const isSameToken = ({ totp: a }: Pick<User, "totp">, { totp: b }: Pick<User, "totp">): boolean =>
  a?.secret === b?.secret && a?.deviceName === b?.deviceName;

/** The row as it was before a change. */
export function undo(row: object | undefined, { whole, members, lacked = [] }: Past): object | undefined {
  if (!members) return whole;
  const kept = Object.entries(row ?? {}).filter(([name]) => !lacked.includes(name));
  return { ...Object.fromEntries(kept), ...members };
}
