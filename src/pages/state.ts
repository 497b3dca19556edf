import type { Context } from "../context.ts";
import { sealBytes, unsealBytes } from "../crypto/seal.ts";
import { sequentialUuid } from "../lib/ids.ts";
import type { AuthorizeRequest } from "../oauth/authorize/request.ts";
import { keepLongSession, longSessions } from "../records/long-sessions.ts";
import { cookie } from "../web/cookies.ts";
import type { TextKey } from "./languages/index.ts";
import type { Asked } from "./sign-in.ts";

/** What pages of one way know of each other: kept sealed in the browser, so that nothing is stored for who never comes back. */
export interface PageState {
  /** As it was typed. */
  readonly username?: string;
  /** Where a code has gone, masked. */
  readonly sentTo?: string;
  /** A sign-in under way. */
  readonly asked?: Asked;
  /** The user who has just signed up in this browser, with a password or a code of their own; their confirmation signs them in. */
  readonly signedUp?: string;
  /** The secret of an authenticator app that is being set up. */
  readonly secret?: string;
  /** Where a sign-in has led that stops on its way at the offer of a passkey. */
  readonly then?: string;
  /** Said on the next page. */
  readonly notice?: TextKey;
}

/** Managed login's own cookie has this name; so has ours, on both kinds of pages. */
const NAME = "page-data";
/** AWS, "Managed login": a page that is left for five minutes ends in an error. */
const LIFETIME_MS = 5 * 60_000;

type Place = Pick<AuthorizeRequest, "call" | "client">;

/** Bound to the client: what one client's pages began, another's do not go on with. */
const boundTo = ({ client }: Place): string => `page ${client.id}`;

/** The state that the page before has left; empty where there is none, or it is too old, or another pool's or client's. */
export async function readState(place: Place): Promise<PageState> {
  const { ctx, cookies } = place.call;
  const { poolId } = place.client;
  const sealed = cookies[NAME];
  const text = sealed && unsealBytes(await ctx.tokens.sessionKey(poolId), Buffer.from(sealed, "base64url"), boundTo(place));
  if (!text) return {};
  const held = JSON.parse(text) as Held | Kept;
  const { expiresAt, state } = "kept" in held ? await keptState(ctx, poolId, held) : held;
  return expiresAt > ctx.clock.now() ? state : {};
}

export async function stateCookie(place: Place, state: PageState): Promise<string> {
  const { ctx } = place.call;
  const { poolId } = place.client;
  const held: Held = { expiresAt: ctx.clock.now() + LIFETIME_MS, state };
  const text = JSON.stringify(held);
  const sealed = Buffer.byteLength(text) <= LONGEST ? text : JSON.stringify(await keep(ctx, poolId, text, held.expiresAt));
  return cookie(NAME, sealBytes(await ctx.tokens.sessionKey(poolId), sealed, boundTo(place)).toString("base64url"), place.call.place);
}

/** What is sealed: the state itself, or where it is. */
interface Held {
  readonly expiresAt: number;
  readonly state: PageState;
}
interface Kept {
  readonly kept: string;
}

/** Bytes; sealed and encoded they stay below the 4,096 that browsers keep of a cookie (RFC 6265 section 6.1). An app's `state` or many passkeys can be longer. */
const LONGEST = 2800;

async function keep({ store, clock }: Context, poolId: string, content: string, expiresAt: number): Promise<Kept> {
  const id = sequentialUuid();
  await keepLongSession(store, { poolId, id, content, expiresAt }, clock.now());
  return { kept: id };
}

async function keptState({ store }: Context, poolId: string, { kept }: Kept): Promise<Held> {
  const found = await longSessions.find(store, poolId, kept);
  return found ? (JSON.parse(found.content) as Held) : { expiresAt: 0, state: {} };
}

export const noState = ({ call }: Pick<Place, "call">): string => cookie(NAME, "", { ...call.place, maxAgeSeconds: 0 });
