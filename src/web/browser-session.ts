import type { Context } from "../context.ts";
import { sealBytes, unsealBytes } from "../crypto/seal.ts";
import { alphanumeric } from "../lib/ids.ts";
import { type BrowserSession, browserSessions } from "../records/browser-sessions.ts";
import { type Client, clients, DEFAULT_BROWSER_SESSION_MINUTES } from "../records/clients.ts";
import { type Pool, tracksSessions } from "../records/pools.ts";
import { sweepExpired, unlessStale } from "../records/sweep.ts";
import { type User, users } from "../records/users.ts";
import type { Driver, Stored } from "../storage/driver.ts";
import { cookie } from "./cookies.ts";

/** How a browser reached a pool's pages. */
export interface BrowserPlace {
  readonly poolId: string;
  /** The host is the pool's own; else pools share it, and their cookies have to differ by name. */
  readonly ownHost: boolean;
  readonly secure: boolean;
  readonly loginVersion: number;
  readonly cookies: Readonly<Record<string, string>>;
}

/** A browser in which this user is signed in. */
export interface SignedInBrowser {
  readonly session: BrowserSession & Stored;
  readonly user: User & Stored;
}

/** How long after a sign-in a client does without another (AWS, ClientSSOSessionConfigType); what is set sleeps while nothing is tracked. 0: never. */
const validityMs = (pool: Pool, { browserSessionMinutes: minutes = DEFAULT_BROWSER_SESSION_MINUTES }: Client): number =>
  (tracksSessions(pool) ? minutes : DEFAULT_BROWSER_SESSION_MINUTES) * 60_000;

/** The longest that any client of the pool makes of a session. It is there also where all of them want none. */
async function lifetimeMs(store: Driver, pool: Pool): Promise<number> {
  if (!tracksSessions(pool)) return DEFAULT_BROWSER_SESSION_MINUTES * 60_000;
  let longest = 0;
  for await (const client of clients.all(store, { partition: pool.id })) longest = Math.max(longest, validityMs(pool, client));
  return longest || DEFAULT_BROWSER_SESSION_MINUTES * 60_000;
}

const cookieName = ({ poolId, ownHost }: Pick<BrowserPlace, "poolId" | "ownHost">): string => (ownHost ? "cognito" : `cognito-${poolId}`);
const BOUND = "browser session";

/** Who is signed in in this browser, as far as the client takes it. Not sliding: the time runs from the sign-in. */
export async function findBrowserSession(
  ctx: Context,
  place: BrowserPlace,
  { pool, client }: { pool: Pool; client: Client },
): Promise<SignedInBrowser | undefined> {
  const { store, clock } = ctx;
  const session = await sessionOf(ctx, place);
  if (!session || session.loginVersion !== place.loginVersion) return undefined;
  if (Math.min(session.expiresAt, session.createdAt + validityMs(pool, client)) <= clock.now()) return undefined;
  const user = await users.find(store, place.poolId, session.sub);
  return user?.enabled ? { session, user } : undefined;
}

/** The session of this browser, whether it still counts or not. */
export async function sessionOf({ store, tokens }: Context, place: BrowserPlace): Promise<(BrowserSession & Stored) | undefined> {
  const sealed = place.cookies[cookieName(place)];
  if (!sealed) return undefined;
  const id = unsealBytes(await tokens.sessionKey(place.poolId), Buffer.from(sealed, "base64url"), BOUND);
  return id === undefined ? undefined : browserSessions.find(store, place.poolId, id);
}

interface Entrance {
  readonly pool: Pool;
  readonly client: Client;
  readonly user: User;
  readonly saml?: BrowserSession["saml"];
}

/** Notes that a user has just signed in. @returns the session's id, and the cookie that says so */
export async function openBrowserSession(ctx: Context, place: BrowserPlace, { pool, client, user, saml }: Entrance) {
  const { store, clock, caller } = ctx;
  const { poolId, loginVersion, secure } = place;
  const lifetime = await lifetimeMs(store, pool);
  const now = clock.now();
  const session: BrowserSession = {
    poolId,
    id: `sso${alphanumeric(25).toLowerCase()}`,
    sub: user.sub,
    clientId: client.id,
    createdAt: now,
    expiresAt: now + lifetime,
    loginVersion,
    ipAddress: caller.ipAddress,
    userAgent: caller.userAgent,
    ...(saml && { saml }),
  };
  await store.commit([browserSessions.put(session)]);
  await sweepExpired(store, browserSessions, poolId, now);
  const sealed = sealBytes(await ctx.tokens.sessionKey(poolId), session.id, BOUND).toString("base64url");
  return { id: session.id, cookies: [cookie(cookieName(place), sealed, { secure, maxAgeSeconds: lifetime / 1000 })] };
}

/** Ends the session of this browser. @returns the cookie that takes its cookie away */
export async function endBrowserSession(ctx: Context, place: BrowserPlace): Promise<string[]> {
  const session = await sessionOf(ctx, place);
  if (session) await unlessStale(ctx.store.commit([browserSessions.remove(session)]));
  return [cookie(cookieName(place), "", { secure: place.secure, maxAgeSeconds: 0 })];
}
