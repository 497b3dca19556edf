import type { Context } from "../context.ts";
import { sealBytes, unsealBytes } from "../crypto/seal.ts";

const BOUND = "auth event feedback";
/** Assumption: how long a user may answer a notification. */
const LIFETIME_MS = 30 * 86_400_000;

/** The event that a notification is about. */
export interface FeedbackSubject {
  readonly sub: string;
  readonly eventId: string;
}

/** Lets whoever has it say whether the event was the user's own doing. */
export async function feedbackToken(
  { tokens, clock }: Pick<Context, "tokens" | "clock">,
  poolId: string,
  { sub, eventId }: FeedbackSubject,
): Promise<string> {
  const text = JSON.stringify([sub, eventId, clock.now() + LIFETIME_MS]);
  return sealBytes(await tokens.sessionKey(poolId), text, BOUND).toString("base64url");
}

/** Undefined for a token that was changed, has expired or belongs to another pool. */
export async function readFeedbackToken(
  { tokens, clock }: Pick<Context, "tokens" | "clock">,
  poolId: string,
  token: string,
): Promise<FeedbackSubject | undefined> {
  const text = unsealBytes(await tokens.sessionKey(poolId), Buffer.from(token, "base64url"), BOUND);
  if (text === undefined) return undefined;
  const [sub, eventId, expiresAt] = JSON.parse(text) as [string, string, number];
  return expiresAt > clock.now() ? { sub, eventId } : undefined;
}
