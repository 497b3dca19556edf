import type { Context } from "../context.ts";
import { uuid } from "../lib/ids.ts";
import { type AuthEvent, authEvents, type EventRisk, findAuthEvent, newAuthEvent } from "../records/auth-events.ts";
import type { Client } from "../records/clients.ts";
import type { Pool } from "../records/pools.ts";
import { removalsOf } from "../records/sweep.ts";
import type { User } from "../records/users.ts";
import { type Change, type Stored, UniqueViolation } from "../storage/driver.ts";
import { retryStale } from "../storage/retry.ts";

/** AWS keeps events for two years. */
const KEPT_MS = 2 * 365 * 86_400_000;

export const NO_RISK: EventRisk = { decision: "NoRisk", compromised: false };

/** Whether a pool has threat protection, and its users' events are kept. In others nothing is written. */
export const isProtected = ({ advancedSecurity }: Pick<Pool, "advancedSecurity">): boolean => advancedSecurity !== "OFF";

/** What happened, to whom. */
export interface Happening extends Pick<AuthEvent, "type" | "response"> {
  readonly pool: Pool;
  readonly client?: Pick<Client, "id">;
  readonly user: Pick<User, "sub" | "username">;
  /** Absent: an event of its own; else the event that goes on. */
  readonly eventId?: string;
  readonly risk?: EventRisk;
  readonly challenges?: AuthEvent["challenges"];
}

/** Keeps what happened, in pools with threat protection, and sends it where their activity logs go. */
export async function recordEvent(ctx: Context, happening: Happening): Promise<void> {
  const { pool, user, eventId = uuid() } = happening;
  if (!isProtected(pool)) return;
  const event = await retryStale(async () => {
    const before = await findAuthEvent(ctx.store, { poolId: pool.id, sub: user.sub }, eventId);
    const after = { ...(before ?? started(ctx, happening, eventId)), ...progressOf(happening, before) };
    const changes: Change[] = [authEvents.put(after), ...(before ? [] : await outdated(ctx, after))];
    await ctx.store.commit(changes).catch((error: unknown) => {
      if (!(error instanceof UniqueViolation)) throw error;
    });
    return after;
  });
  await ctx.logDelivery.authEvent(event, user.username);
}

const started = (
  { clock, caller, requestId }: Context,
  { pool, client, user, type, response }: Happening,
  id: string,
): AuthEvent & Stored =>
  newAuthEvent({
    poolId: pool.id,
    sub: user.sub,
    id,
    type,
    response,
    risk: NO_RISK,
    challenges: [],
    origin: { ipAddress: caller.ipAddress, userAgent: caller.userAgent, told: caller.told ?? false },
    clientId: client?.id,
    requestId,
    createdAt: clock.now(),
  });

const progressOf = ({ response, risk, challenges }: Happening, before: AuthEvent | undefined) => ({
  response,
  ...(risk && { risk }),
  challenges: challenges ?? before?.challenges ?? [],
});

const outdated = ({ store, clock }: Context, { poolId, sub }: AuthEvent): Promise<Change[]> =>
  removalsOf(store, authEvents, { partition: poolId, index: "user", equals: sub }, ({ createdAt }) => createdAt < clock.now() - KEPT_MS);
