import { countTry } from "../accounts/try-limit.ts";
import type { Context } from "../context.ts";
import type { Client } from "../records/clients.ts";
import { getPool } from "../records/pools.ts";
import { users } from "../records/users.ts";
import { RESEND_FACTOR } from "../rules/try-limits.ts";
import type { Stored } from "../storage/driver.ts";
import type { ChallengeName } from "./attempt.ts";
import { challenges } from "./challenges/index.ts";
import type { Door } from "./door.ts";
import { type Outcome, question } from "./engine.ts";
import { invalidSession, openSession, spendSession } from "./session.ts";

/**
 * Asks the same once more, with a new code: the pages offer that, the API does not. The session before and its code are
 * worth nothing any more. @throws NotAuthorizedException, LimitExceededException
 */
export async function askAgain(
  ctx: Context,
  { door, client, session: text }: { door: Door; client: Client & Stored; session: string },
): Promise<Extract<Outcome, { kind: "asked" }>> {
  const session = await openSession(ctx, client, text);
  const { progress, data } = session;
  const name = session.challenge as ChallengeName;
  const repeat = challenges.get(name)?.repeat;
  if (!repeat) throw invalidSession();
  const pool = await getPool(ctx.store, client.poolId);
  const user = progress.simulated ? undefined : await users.find(ctx.store, pool.id, progress.subject);
  if (!user && !progress.simulated) throw invalidSession();
  await countTry(ctx, pool.id, user?.sub ?? `name:${progress.subject}`, RESEND_FACTOR);
  const attempt = { ctx, door, pool, client, user, progress };
  const asked = await repeat(attempt, data);
  await spendSession(ctx, pool.id, session);
  return question({ kind: "ask", attempt, challenge: name, ...asked });
}
