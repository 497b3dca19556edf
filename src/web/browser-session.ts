import type { Context } from "../context.ts";
import { sealBytes, unsealBytes } from "../crypto/seal.ts";
import { alphanumeric } from "../lib/ids.ts";
import { type BrowserSession, browserSessions } from "../records/browser-sessions.ts";
import type { Client } from "../records/clients.ts";
import { sweepExpired, unlessStale } from "../records/sweep.ts";
import { type User, users } from "../records/users.ts";
import type { Stored } from "../storage/driver.ts";
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

const DEFAULT_MINUTES = 60;

/** How long a client's users stay signed in in the browser (AWS, SSOSession.MaxValidityMinutes). 0: not at all. */
const lifetimeMs = ({ browserSessionMinutes }: Client): number => (browserSessionMinutes ?? DEFAULT_MINUTES) * 60_000;

const cookieName = ({ poolId, ownHost }: Pick<BrowserPlace, "poolId" | "ownHost">): string => (ownHost ? "cognito" : `cognito-${poolId}`);
const BOUND = "browser session";

/** Who is signed in in this browser, as far as the client takes it. Not sliding: the time runs from the sign-in. */
export async function findBrowserSession(ctx: Context, place: BrowserPlace, client: Client): Promise<SignedInBrowser | undefined> {
  const { store, clock } = ctx;
  const session = await sessionOf(ctx, place);
  if (!session || session.loginVersion !== place.loginVersion) return undefined;
  if (Math.min(session.expiresAt, session.createdAt + lifetimeMs(client)) <= clock.now()) return undefined;
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

/** Notes that a user has just signed in. @returns the cookie that says so; none where the client's users do not stay signed in */
export async function openBrowserSession(
  ctx: Context,
  place: BrowserPlace,
  { client, user, saml }: { client: Client; user: User; saml?: BrowserSession["saml"] },
) {
  const { store, clock, caller } = ctx;
  const { poolId, loginVersion, secure } = place;
  const lifetime = lifetimeMs(client);
  if (lifetime === 0) return [];
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
  return [cookie(cookieName(place), sealed, { secure, maxAgeSeconds: lifetime / 1000 })];
}

/** Ends the session of this browser. @returns the cookie that takes its cookie away */
export async function endBrowserSession(ctx: Context, place: BrowserPlace): Promise<string[]> {
  const session = await sessionOf(ctx, place);
  if (session) await unlessStale(ctx.store.commit([browserSessions.remove(session)]));
  return [cookie(cookieName(place), "", { secure: place.secure, maxAgeSeconds: 0 })];
}
