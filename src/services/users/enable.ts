import { namedUser } from "../../accounts/lookup.ts";
import type { Context, Operations } from "../../context.ts";
import { retryContended } from "../../records/retry-contended.ts";
import { users } from "../../records/users.ts";
import { signedOut } from "../../tokens/token-id.ts";

type Named = { readonly UserPoolId: string; readonly Username: string };

export const adminEnableUser: Operations["adminEnableUser"] = (input, ctx) => switchUser(ctx, input, true);
export const adminDisableUser: Operations["adminDisableUser"] = (input, ctx) => switchUser(ctx, input, false);

/** Switching to what the user is already changes nothing. */
async function switchUser(ctx: Context, { UserPoolId, Username }: Named, enabled: boolean): Promise<Record<string, never>> {
  await retryContended(async () => {
    const { user } = await namedUser(ctx, UserPoolId, Username);
    if (user.enabled === enabled) return;
    // Disabling ends all sessions. While the user is disabled, tokens are refused for that; so the time to mark is
    // that of enabling, and what was issued before stays dead.
    const ended = enabled ? signedOut(user) : {};
    await ctx.store.commit([users.put({ ...user, ...ended, enabled, modifiedAt: ctx.clock.now() })]);
  });
  return {};
}
