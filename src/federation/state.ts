import type { Context } from "../context.ts";
import { sealBytes, unsealBytes } from "../crypto/seal.ts";
import { pools } from "../records/pools.ts";

/** What a browser takes along to a provider and brings back. */
export interface FederationState {
  readonly provider: string;
  readonly nonce: string;
  /** The query of the sign-in that is going on, as it was sent. */
  readonly query: string;
  /** Where the provider sends the browser back to. */
  readonly returnUrl: string;
  /** What the browser's own cookie has to say. */
  readonly browser: string;
  /** Milliseconds. */
  readonly expiresAt: number;
}

/** How long somebody may take at the provider. Assumption: as long as a page of the sign-in may be left. */
export const JOURNEY_MS = 5 * 60_000;
const BOUND = "federation";

/** Opaque to the provider; names the pool, whose key it is sealed under. */
export async function sealState({ tokens }: Context, poolId: string, state: FederationState): Promise<string> {
  const sealed = sealBytes(await tokens.sessionKey(poolId), JSON.stringify(state), BOUND);
  return `${poolId}.${sealed.toString("base64url")}`;
}

/** Undefined for what this server has not given, or too long ago. */
export async function openState(
  { store, tokens, clock }: Context,
  text: string,
): Promise<{ poolId: string; state: FederationState } | undefined> {
  const [poolId = "", sealed = ""] = text.split(".");
  if (!(await pools.find(store, poolId, poolId))) return undefined;
  const content = unsealBytes(await tokens.sessionKey(poolId), Buffer.from(sealed, "base64url"), BOUND);
  if (content === undefined) return undefined;
  const state = JSON.parse(content) as FederationState;
  return state.expiresAt > clock.now() ? { poolId, state } : undefined;
}
