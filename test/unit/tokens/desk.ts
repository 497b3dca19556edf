import { createClock } from "#src/lib/clock.ts";
import { poolKeys } from "#src/records/keys.ts";
import { revocations } from "#src/records/revocations.ts";
import { type User, users } from "#src/records/users.ts";
import { createMemoryDriver } from "#src/storage/memory.ts";
import type { Grant } from "#src/tokens/grant.ts";
import { createKeyStore } from "#src/tokens/keys.ts";
import { createTokens } from "#src/tokens/tokens.ts";
import { recurringKeys } from "../../support/rsa-keys.ts";

export const POOL_ID = "us-east-1_AbCdEf123";
export const OTHER_POOL_ID = "us-east-1_Other1234";
export const START = 1_700_000_000_000;

const generate = recurringKeys(4);

/** Tokens over a memory store, at a clock that stands still. */
export function openDesk() {
  const clock = createClock();
  clock.set({ now: START, frozen: true });
  const store = createMemoryDriver([users.definition, poolKeys.definition, revocations.definition]);
  const keys = createKeyStore({ store, clock, generate });
  const tokens = createTokens({ store, clock, keys, settings: { publicUrl: "http://localhost:4100", issuer: "local" } });
  const later = (seconds: number) => clock.set({ now: clock.now() + seconds * 1000 });
  return { clock, store, keys, tokens, later };
}

export const user: User = {
  poolId: POOL_ID,
  sub: "28e14350-10e1-70c1-9046-514fb09cb8d8",
  username: "ada",
  attributes: { email: "ada@example.com", email_verified: "true" },
  status: "CONFIRMED",
  enabled: true,
  createdAt: START,
  modifiedAt: START,
  aliases: [],
  usernameKey: "ada",
};

export const grant: Grant = {
  pool: { id: POOL_ID, issuerType: "ORIGINAL" },
  client: { id: "client1", accessTokenSeconds: 3600, idTokenSeconds: 1800, refreshTokenSeconds: 30 * 86_400, tokenRevocation: true },
  user,
  groups: [],
  eventId: "6f0f4f4e-6f5a-4b0e-8d3c-0d2f0f0e4a11",
};
