import { type Earned, issueTokens as issue } from "../auth/issue-tokens.ts";
import { livingScopes } from "../auth/living-scopes.ts";
import type { Context } from "../context.ts";
import type { Issued } from "../tokens/grant.ts";

/** The tokens of a sign-in through the pages, as the pool's trigger lets them be. @throws what the trigger's failing is */
export async function issueTokens(
  ctx: Context,
  earned: Omit<Earned, "occasion" | "source"> & { readonly scopes: readonly string[] },
): Promise<Issued> {
  const scopes = await livingScopes(ctx.store, earned.pool.id, earned.scopes);
  return issue(ctx, { ...earned, scopes, source: "oauth", occasion: "HostedAuth" });
}
