import { sealBytes, unsealBytes } from "../crypto/seal.ts";
import type { AuthorizeRequest } from "../oauth/authorize/request.ts";
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
  /** Said once, on the next page. */
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
  const sealed = cookies[NAME];
  if (!sealed) return {};
  const key = await ctx.tokens.sessionKey(place.client.poolId);
  const text = unsealBytes(key, Buffer.from(sealed, "base64url"), boundTo(place));
  if (text === undefined) return {};
  const { expiresAt, state } = JSON.parse(text) as { expiresAt: number; state: PageState };
  return expiresAt > ctx.clock.now() ? state : {};
}

export async function stateCookie(place: Place, state: PageState): Promise<string> {
  const { ctx } = place.call;
  const key = await ctx.tokens.sessionKey(place.client.poolId);
  const text = JSON.stringify({ expiresAt: ctx.clock.now() + LIFETIME_MS, state });
  return cookie(NAME, sealBytes(key, text, boundTo(place)).toString("base64url"), place.call.place);
}

export const noState = ({ call }: Pick<Place, "call">): string => cookie(NAME, "", { ...call.place, maxAgeSeconds: 0 });
