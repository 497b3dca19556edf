import { byExpiry } from "./expiry.ts";
import { defineTable } from "./table.ts";

/** What an authorization code stands for. Times in milliseconds. */
export interface AuthorizationCode {
  readonly poolId: string;
  /** SHA-256 of the code (base64url), which itself is kept nowhere. */
  readonly id: string;
  readonly clientId: string;
  readonly sub: string;
  readonly redirectUri: string;
  /** The client named the address itself, and has to name it again. */
  readonly redirectUriGiven: boolean;
  readonly scopes: readonly string[];
  readonly authTime: number;
  readonly eventId: string;
  /** Of the tokens that the code gives, so that they can be revoked by it. */
  readonly originJti: string;
  readonly nonce?: string;
  /** The S256 challenge of PKCE (RFC 7636). */
  readonly challenge?: string;
  readonly resource?: string;
  readonly deviceKey?: string;
  /** The one of the browser's that it came through. */
  readonly browserSession?: string;
  readonly expiresAt: number;
  /** When tokens were asked for with it; a second time is an attack. */
  readonly usedAt?: number;
}

export const authorizationCodes = defineTable<AuthorizationCode, "expiry">({
  name: "authorizationCodes",
  partition: (code) => code.poolId,
  id: (code) => code.id,
  indexes: { expiry: byExpiry },
});
