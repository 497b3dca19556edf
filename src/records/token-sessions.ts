import { createHash } from "node:crypto";
import type { Schemas } from "#generated/schemas.ts";
import { deviceName } from "./auth-events.ts";
import type { BrowserSession } from "./browser-sessions.ts";
import { byExpiry } from "./expiry.ts";
import { defineTable } from "./table.ts";

type View = Schemas["SessionDescriptionType"];

/**
 * The tokens of one sign-in, in pools that track sessions. Times in milliseconds. Whether it goes on is not said here: a sign-in ends
 * by its revocation or by the sign-out of its user, and the row may outlive it.
 */
export interface TokenSession {
  readonly poolId: string;
  /** `tokenSessionId` of `originJti`. */
  readonly id: string;
  readonly originJti: string;
  readonly sub: string;
  readonly clientId: string;
  readonly createdAt: number;
  /** Of the sign-in, or of the latest refresh. */
  readonly activeAt: number;
  /** A sequential UUID of the same moment: clocks can be turned back, and there are ties. */
  readonly use: string;
  /** Of its last token. */
  readonly expiresAt: number;
  readonly ipAddress: string;
  readonly userAgent?: string;
  /** The browser's session that it came through. */
  readonly browserSession?: string;
}

export const tokenSessions = defineTable<TokenSession, "expiry" | "user">({
  name: "tokenSessions",
  partition: (session) => session.poolId,
  id: (session) => session.id,
  indexes: { expiry: byExpiry, user: { keys: (session) => [session.sub] } },
});

const ID_DIGITS = 25;

/** `tkn` and 25 lower-case letters and digits, always the same of one sign-in. */
export function tokenSessionId(originJti: string): string {
  const digits = BigInt(`0x${createHash("sha256").update(originJti).digest("hex")}`).toString(36);
  return `tkn${digits.padStart(ID_DIGITS, "0").slice(0, ID_DIGITS)}`;
}

/** `current`: the caller's own. */
export const viewOfTokenSession = (session: TokenSession, current: boolean): View => ({
  SessionId: session.id,
  SessionType: "TOKEN",
  ...viewOf(session),
  LastActiveDate: session.activeAt / 1000,
  OriginSessionId: session.browserSession,
  IsCurrentSession: current,
});

/** Tokens belong to token sessions, so that none of a browser is the caller's own. */
export const viewOfBrowserSession = (session: BrowserSession): View => ({
  SessionId: session.id,
  SessionType: "SSO",
  ...viewOf(session),
  LastActiveDate: (session.activeAt ?? session.createdAt) / 1000,
  IsCurrentSession: false,
});

/** Where an address lies is not looked up, and AWS says `unknown` where it could not be. */
const viewOf = (session: Pick<TokenSession, "clientId" | "createdAt" | "ipAddress" | "userAgent">): View => ({
  ClientId: session.clientId,
  CreateDate: session.createdAt / 1000,
  DeviceType: session.userAgent === undefined ? "unknown" : deviceName(session.userAgent),
  LastIPAddress: session.ipAddress,
  LastLocation: { Country: "unknown" },
});
