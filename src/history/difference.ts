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
  [users.definition.name]: { free: ["signedOutAt"], passing: ["pendingTotp"] },
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
  if (!before || !after) return { waits: true, past: before ? { kind: "whole", was: before } : { kind: "absent" } };
  const { free, passing } = KEPT[table]!;
  const changed = membersChanged(before, after).filter((member) => !free.includes(member));
  const lasting = changed.filter((member) => !passing.includes(member) && !(member === "totp" && isSameToken(before, after)));
  if (lasting.length === 0) return { waits: changed.length > 0 };
  const lacked = lasting.filter((member) => (before as Row)[member] === undefined);
  const was = Object.fromEntries(lasting.filter((member) => !lacked.includes(member)).map((member) => [member, (before as Row)[member]]));
  return { waits: true, past: { kind: "members", was, lacked } };
}

/** Names of the members that differ. One that is undefined is absent: so it is when it has been written and read. */
export function membersChanged(before: object, after: object): string[] {
  const [a, b] = [before as Row, after as Row];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => a[name] !== b[name] && !isDeepStrictEqual(a[name], b[name]));
}

/** The token of an authenticator app is the same, whichever of its codes was used last. */
export const isSameToken = ({ totp: a }: Pick<User, "totp">, { totp: b }: Pick<User, "totp">): boolean =>
  a?.secret === b?.secret && a?.deviceName === b?.deviceName;

/** The row as it was before a change. */
export function undo(row: object | undefined, past: Past): object | undefined {
  if (past.kind === "absent") return undefined;
  if (past.kind === "whole") return past.was;
  const lacked = new Set(past.lacked);
  return { ...Object.fromEntries(Object.entries(row ?? {}).filter(([name]) => !lacked.has(name))), ...past.was };
}
