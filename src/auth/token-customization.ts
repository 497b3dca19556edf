import type { Context } from "../context.ts";
import { groupConfiguration, withChanges } from "../tokens/changes.ts";
import type { Grant } from "../tokens/grant.ts";
import { mayChangeTokens, type PreTokenGenerationEvent, preTokenGeneration } from "../triggers/pre-token-generation.ts";

export type TokenEvent = Omit<PreTokenGenerationEvent, "groups" | "scopes"> & Pick<Grant, "groups">;

/** What gives the pool's trigger the last word on tokens that are about to be issued; undefined where it has none. */
export function customization(ctx: Context, { groups, ...event }: TokenEvent): Grant["customize"] {
  if (!mayChangeTokens(ctx, event.pool, event.occasion)) return undefined;
  return async (claims) => {
    const scopes = String(claims.access["scope"] ?? "")
      .split(" ")
      .filter(Boolean);
    return withChanges(claims, await preTokenGeneration(ctx, { ...event, groups: groupConfiguration(groups), scopes }), event.client.id);
  };
}
