import { RefreshTokenReuseException } from "#generated/errors.ts";
import type { Context } from "../context.ts";
import type { Client } from "../records/clients.ts";
import { type RotatedToken, rotatedTokens } from "../records/rotated-tokens.ts";
import { isExpiredAt, removalsOf } from "../records/sweep.ts";
import { retryStale } from "../storage/retry.ts";
import type { RefreshClaims } from "../tokens/grant.ts";

// Assumption: the wording.
const reused = () => new RefreshTokenReuseException("Refresh Token has been rotated and can no longer be used.");

type Token = Pick<RefreshClaims, "poolId" | "id" | "expiresAt">;

/** Refuses a token that was exchanged longer ago than the client's grace period. @throws RefreshTokenReuseException */
export async function checkRotated(
  { store, clock }: Pick<Context, "store" | "clock">,
  { rotation }: Pick<Client, "rotation">,
  { poolId, id }: Token,
): Promise<void> {
  const exchanged = await rotatedTokens.find(store, poolId, id);
  if (exchanged && !isGrace(exchanged, rotation?.graceSeconds ?? 0, clock.now())) throw reused();
}

/**
 * Notes that a token was exchanged; the grace period runs from the first time. Without one, of two calls that come at the
 * same time only one succeeds. @throws RefreshTokenReuseException
 */
export async function noteRotation(
  ctx: Pick<Context, "store" | "clock">,
  client: Pick<Client, "rotation">,
  { poolId, id, expiresAt }: Token,
): Promise<void> {
  const { store, clock } = ctx;
  await retryStale(async () => {
    await checkRotated(ctx, client, { poolId, id, expiresAt });
    if (await rotatedTokens.find(store, poolId, id)) return;
    const over = await removalsOf(store, rotatedTokens, { partition: poolId, index: "expiry" }, isExpiredAt(clock.now()));
    await store.commit([rotatedTokens.put({ poolId, id, rotatedAt: clock.now(), expiresAt }), ...over]);
  });
}

const isGrace = ({ rotatedAt }: RotatedToken, graceSeconds: number, now: number): boolean => now < rotatedAt + graceSeconds * 1000;
