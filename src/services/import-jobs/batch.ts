import { CognitoError } from "#generated/errors.ts";
import { aliasTaken, rivalsOf } from "../../accounts/commit-user.ts";
import type { Context } from "../../context.ts";
import type { ImportJob, ImportLog } from "../../records/import-jobs.ts";
import { type User, users } from "../../records/users.ts";
import type { Line } from "./csv.ts";
import { type Reading, readUser } from "./read-user.ts";

/** What is to be done about some lines of the file. */
export interface Outcome {
  readonly users: readonly User[];
  readonly counts: Pick<ImportJob, "imported" | "skipped" | "failed">;
  readonly log: Pick<ImportLog, "firstLine" | "lines">;
}

type Verdict = { readonly user: User } | { readonly skipped: string } | { readonly failed: string };

/** Decides about lines without writing anything. Two lines that name the same user count as one that exists the second time. */
export async function decide(ctx: Pick<Context, "store">, reading: Reading, lines: readonly Line[]): Promise<Outcome> {
  const taken = new Set<string>();
  const verdicts: Verdict[] = [];
  for (const line of lines) {
    const verdict = await judge(ctx, reading, line, taken);
    if ("user" in verdict) for (const key of keysOf(verdict.user)) taken.add(key);
    verdicts.push(verdict);
  }
  const imported = verdicts.flatMap((verdict) => ("user" in verdict ? [verdict.user] : []));
  const skipped = verdicts.filter((verdict) => "skipped" in verdict).length;
  return {
    users: imported,
    counts: { imported: imported.length, skipped, failed: verdicts.length - imported.length - skipped },
    log: { firstLine: lines[0]!.number, lines: verdicts.map((verdict, index) => logLine(lines[index]!.number, verdict)) },
  };
}

const usernameName = (user: User): string => `username ${user.usernameKey}`;
const keysOf = (user: User): string[] => [usernameName(user), ...user.aliases];

async function judge(ctx: Pick<Context, "store">, reading: Reading, line: Line, taken: ReadonlySet<string>): Promise<Verdict> {
  const user = readOrReason(reading, line);
  if (typeof user === "string") return { failed: user };
  const { pool } = reading;
  const exists = taken.has(usernameName(user)) || (await users.findBy(ctx.store, "username", user.usernameKey, pool.id)) !== undefined;
  if (exists) return { skipped: "The user already exists." };
  const rivals = user.aliases.length > 0 ? await rivalsOf(ctx, pool, user) : [];
  const alias = rivals[0]?.attribute ?? user.aliases.find((key) => taken.has(key))?.split(":")[0];
  if (alias === undefined) return { user };
  // The address is the user's name where the pool has username attributes.
  if (pool.usernameAttributes.some((name) => name === alias)) return { skipped: "The user already exists." };
  // Assumption: that the line fails, and the wording.
  return { failed: aliasTaken(alias).message };
}

function readOrReason(reading: Reading, line: Line): User | string {
  try {
    return readUser(reading, line);
  } catch (error) {
    if (!(error instanceof CognitoError)) throw error;
    return error.message.trim().replace(/\s*\n\s*/g, " ");
  }
}

/** In the form of the lines in CloudWatch (AWS, "Importing users from a CSV file"). */
function logLine(number: number, verdict: Verdict): string {
  if ("user" in verdict) return `[SUCCEEDED] Line Number ${number} - The import succeeded.`;
  return "skipped" in verdict
    ? `[SKIPPED] Line Number ${number} - ${verdict.skipped}`
    : `[FAILED] Line Number ${number} - ${verdict.failed}`;
}
