import { createHash } from "node:crypto";
import type { Context } from "../context.ts";
import { uuid } from "../lib/ids.ts";
import { type AuthorizationCode, authorizationCodes } from "../records/authorization-codes.ts";
import { sweepExpired } from "../records/sweep.ts";
import { StaleWrite, type Stored } from "../storage/driver.ts";

/** AWS, "Authorize endpoint". */
const LIFETIME_MS = 5 * 60_000;

const idOf = (code: string): string => createHash("sha256").update(code).digest("base64url");

/** @returns the code, of which only the digest is kept */
export async function issueCode(
  { store, clock }: Context,
  content: Omit<AuthorizationCode, "id" | "expiresAt" | "usedAt">,
): Promise<string> {
  const code = uuid();
  const now = clock.now();
  await store.commit([authorizationCodes.put({ ...content, id: idOf(code), expiresAt: now + LIFETIME_MS })]);
  await sweepExpired(store, authorizationCodes, content.poolId, now);
  return code;
}

/** What a code of this pool stands for; undefined for one that is unknown or has run out. */
export async function findCode({ store, clock }: Context, poolId: string, code: string): Promise<(AuthorizationCode & Stored) | undefined> {
  const found = await authorizationCodes.find(store, poolId, idOf(code));
  return found && found.expiresAt > clock.now() ? found : undefined;
}

/** Marks a code as used. @returns false where it was already, also by somebody at the same moment */
export async function spendCode({ store, clock }: Context, code: AuthorizationCode & Stored): Promise<boolean> {
  if (code.usedAt !== undefined) return false;
  try {
    await store.commit([authorizationCodes.put({ ...code, usedAt: clock.now() })]);
    return true;
  } catch (error) {
    if (!(error instanceof StaleWrite)) throw error;
    return false;
  }
}
