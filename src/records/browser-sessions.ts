import { byExpiry } from "./expiry.ts";
import { defineTable } from "./table.ts";

/** That somebody is signed in in a browser, for all clients of a pool. Times in milliseconds. */
export interface BrowserSession {
  readonly poolId: string;
  /** `sso` and 25 characters. */
  readonly id: string;
  readonly sub: string;
  /** The client whose pages the user signed in through. */
  readonly clientId: string;
  /** When the user signed in. */
  readonly createdAt: number;
  readonly expiresAt: number;
  /** When tokens were last given for it; absent: never since the sign-in. In pools that track sessions. */
  readonly activeAt?: number;
  /** The pages' version: a switch of it ends sessions. */
  readonly loginVersion: number;
  readonly ipAddress: string;
  readonly userAgent?: string;
  /** What a SAML provider knows the sign-in by, which it can end. */
  readonly saml?: { readonly provider: string; readonly nameId: string; readonly nameIdFormat?: string; readonly sessionIndex?: string };
}

export const browserSessions = defineTable<BrowserSession, "expiry" | "user">({
  name: "browserSessions",
  partition: (session) => session.poolId,
  id: (session) => session.id,
  indexes: { expiry: byExpiry, user: { keys: (session) => [session.sub] } },
});
