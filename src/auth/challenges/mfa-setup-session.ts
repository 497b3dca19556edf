import type { CognitoError } from "#generated/errors.ts";
import { userDisabled, userNotFound } from "../../accounts/lookup.ts";
import type { Context } from "../../context.ts";
import type { Client } from "../../records/clients.ts";
import { getPool, type Pool } from "../../records/pools.ts";
import { type User, users } from "../../records/users.ts";
import { mfaStep } from "../../rules/mfa-policy.ts";
import type { Stored } from "../../storage/driver.ts";
import { invalidSession, openSessionAlone, type Session, sealSession, spendSession } from "../session.ts";
import type { TotpSetUp } from "./mfa-setup.ts";

/** A sign-in that waits at MFA_SETUP, as AssociateSoftwareToken and VerifySoftwareToken take it up. */
export interface SetUp {
  readonly pool: Pool;
  readonly user: User & Stored;
  readonly state: TotpSetUp;
  /** Ends the session that was given and gives the one that carries on. @throws NotAuthorizedException where it was used meanwhile */
  next(state: TotpSetUp): Promise<string>;
}

/** `gone` is for a user who was deleted since. @throws NotAuthorizedException, UserNotFoundException */
export async function openSetUp(ctx: Context, text: string, gone: () => CognitoError = userNotFound): Promise<SetUp> {
  const { client, session } = await openSessionAlone(ctx, text);
  const pool = await getPool(ctx.store, client.poolId);
  if (session.challenge !== "MFA_SETUP") throw invalidSession();
  const user = await users.find(ctx.store, pool.id, session.progress.subject);
  if (!user) throw gone();
  if (!user.enabled) throw userDisabled();
  const state = (session.data ?? {}) as TotpSetUp;
  // A session from before the user had a factor must not set up another one, for it proves a password only.
  if (state.verified || mfaStep(pool, user) !== "MFA_SETUP") throw invalidSession();
  return { pool, user, state, next: (changed) => carryOn(ctx, { client, session }, changed) };
}

async function carryOn(ctx: Context, { client, session }: { client: Client; session: Session }, data: TotpSetUp): Promise<string> {
  await spendSession(ctx, client.poolId, session);
  return sealSession(ctx, client, { challenge: session.challenge, progress: session.progress, data });
}
