import { ResourceNotFoundException } from "#generated/errors.ts";
import type { Context } from "../context.ts";
import { sequentialUuid } from "../lib/ids.ts";
import { authorizationCodes } from "../records/authorization-codes.ts";
import { type BrowserSession, browserSessions } from "../records/browser-sessions.ts";
import type { Client } from "../records/clients.ts";
import { domainsOf } from "../records/domains.ts";
import { getPool, type Pool, tracksSessions } from "../records/pools.ts";
import { revocations } from "../records/revocations.ts";
import { sweepExpired, unlessStale } from "../records/sweep.ts";
import { type TokenSession, tokenSessionId, tokenSessions } from "../records/token-sessions.ts";
import type { User } from "../records/users.ts";
import type { Change, Stored } from "../storage/driver.ts";
import { retryStale } from "../storage/retry.ts";
import { revocationOf } from "../tokens/revoke.ts";

/** AWS, UserPoolTokenSessionConfigType. */
export const DEFAULT_MAX_PER_USER = 20;

/** Tokens that were issued just now. Times in milliseconds. */
interface Activity {
  readonly pool: Pool;
  readonly client: Client;
  readonly user: User;
  readonly originJti: string;
  /** Of the last of them. */
  readonly expiresAt: number;
  /** For those of an earlier sign-in; else this is one. */
  readonly renewed: boolean;
  readonly browserSession?: string;
}

/**
 * Notes that a sign-in has begun or goes on, in a pool that tracks sessions. One that began before the pool did is noted
 * from its first refresh on. The sign-in that is one too many for its user ends the one that was not used for the longest time.
 */
export async function trackSession(ctx: Context, activity: Activity): Promise<void> {
  const { store, clock, caller } = ctx;
  const { pool, client, user, originJti, expiresAt, renewed } = activity;
  const now = clock.now();
  const known = await tokenSessions.find(store, pool.id, tokenSessionId(originJti));
  const { browserSession } = known ?? activity;
  const session = {
    ...(known ?? { poolId: pool.id, id: tokenSessionId(originJti), originJti, sub: user.sub, clientId: client.id, createdAt: now }),
    ...{ activeAt: now, use: sequentialUuid(), expiresAt, browserSession },
    ...{ ipAddress: caller.ipAddress, userAgent: caller.userAgent },
  };
  await unlessStale(store.commit([tokenSessions.put(session)]));
  await sweepExpired(store, tokenSessions, pool.id, now);
  if (!renewed) await evict(ctx, pool, user);
  // AWS, SessionDescriptionType: a rotation counts as use of it, another refresh does not.
  if (browserSession !== undefined && (!renewed || client.rotation)) await noteUse(ctx, pool, browserSession);
}

/** Of sign-ins at the same time each looks after its own is there, so that the last one leaves no more than there may be. */
const evict = (ctx: Context, { sessions }: Pool, user: User): Promise<void> =>
  unlessStale(
    retryStale(async () => {
      const newestFirst = (await liveTokenSessions(ctx, user)).sort((a, b) => (a.use < b.use ? 1 : -1));
      const over = newestFirst.slice(sessions?.maxPerUser ?? DEFAULT_MAX_PER_USER);
      if (over.length > 0) await ctx.store.commit(await endingsOf(ctx, over));
    }),
  );

async function noteUse({ store, clock }: Context, { id }: Pool, browserSession: string): Promise<void> {
  const session = await browserSessions.find(store, id, browserSession);
  if (session) await unlessStale(store.commit([browserSessions.put({ ...session, activeAt: clock.now() })]));
}

type Owner = Pick<User, "poolId" | "sub" | "enabled">;

/** Those whose tokens are good for something: whatever ends a sign-in revokes it. */
export async function liveTokenSessions({ store, clock, tokens }: Context, owner: Owner): Promise<(TokenSession & Stored)[]> {
  const { poolId, sub, enabled } = owner;
  const live: (TokenSession & Stored)[] = [];
  if (!enabled) return live;
  for await (const session of tokenSessions.all(store, { partition: poolId, index: "user", equals: sub })) {
    const { originJti, expiresAt } = session;
    if (expiresAt > clock.now() && !(await tokens.isRevoked({ poolId, sub, jti: originJti, origin_jti: originJti }))) live.push(session);
  }
  return live;
}

/** Those that a client of the pool may take instead of a sign-in. */
export async function liveBrowserSessions({ store, clock }: Context, owner: Owner): Promise<(BrowserSession & Stored)[]> {
  const { poolId, sub, enabled } = owner;
  const live: (BrowserSession & Stored)[] = [];
  if (!enabled) return live;
  const versions = (await domainsOf(store, poolId)).map(({ managedLoginVersion }) => managedLoginVersion);
  for await (const session of browserSessions.all(store, { partition: poolId, index: "user", equals: sub }))
    if (session.expiresAt > clock.now() && versions.some((version) => version === session.loginVersion)) live.push(session);
  return live;
}

/**
 * Ends a session of the user, and with `linked` those that it came through or that came through it: their tokens are worth nothing
 * from then on. @throws ResourceNotFoundException
 */
export async function endSession(ctx: Context, owner: Owner, { id, linked }: { id: string; linked: boolean }): Promise<void> {
  await ctx.store.commit(await (id.startsWith("sso") ? endingOfBrowser : endingOfTokens)(ctx, owner, id, linked));
}

async function endingOfTokens(ctx: Context, owner: Owner, id: string, linked: boolean): Promise<Change[]> {
  const session = (await liveTokenSessions(ctx, owner)).find((one) => one.id === id);
  if (!session) throw sessionNotFound();
  const parent = linked && session.browserSession && (await browserSessions.find(ctx.store, owner.poolId, session.browserSession));
  return [...(await endingsOf(ctx, [session])), ...(parent ? [browserSessions.remove(parent)] : [])];
}

async function endingOfBrowser(ctx: Context, owner: Owner, id: string, linked: boolean): Promise<Change[]> {
  const session = (await liveBrowserSessions(ctx, owner)).find((one) => one.id === id);
  if (!session) throw sessionNotFound();
  if (!linked) return [browserSessions.remove(session)];
  const children = (await liveTokenSessions(ctx, owner)).filter(({ browserSession }) => browserSession === id);
  const removals: Change[] = [browserSessions.remove(session)];
  // A sign-in whose tokens were not fetched yet.
  for await (const code of authorizationCodes.all(ctx.store, { partition: owner.poolId }))
    if (code.browserSession === id && code.usedAt === undefined) removals.push(authorizationCodes.remove(code));
  return [...removals, ...(await endingsOf(ctx, children))];
}

async function endingsOf({ store, clock }: Context, sessions: readonly (TokenSession & Stored)[]): Promise<Change[]> {
  const changes = sessions.map(async (session) => {
    const revoked = await revocations.find(store, session.poolId, session.originJti);
    return [tokenSessions.remove(session), ...(revoked ? [] : [revocations.put(revocationOf(session, clock.now()))])];
  });
  return (await Promise.all(changes)).flat();
}

/** Ends the browser's session that a sign-in came through, if there is one; others that came through it go on. */
export async function endBrowserSessionOf({ store }: Context, signIn: Pick<TokenSession, "poolId" | "originJti">): Promise<void> {
  const { poolId, originJti } = signIn;
  if (!tracksSessions(await getPool(store, poolId))) return;
  const id = (await tokenSessions.find(store, poolId, tokenSessionId(originJti)))?.browserSession;
  const session = id === undefined ? undefined : await browserSessions.find(store, poolId, id);
  if (session) await unlessStale(store.commit([browserSessions.remove(session)]));
}

// Assumption: the wording.
const sessionNotFound = () => new ResourceNotFoundException("Session does not exist.");
