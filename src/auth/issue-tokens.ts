import { trackSession } from "../accounts/sessions.ts";
import type { Context } from "../context.ts";
import type { Client } from "../records/clients.ts";
import { type Group, groups, memberships } from "../records/groups.ts";
import { type Pool, tracksSessions } from "../records/pools.ts";
import type { User } from "../records/users.ts";
import type { DerivedGrant, DerivedToken, Grant, Issued } from "../tokens/grant.ts";
import { tokenId } from "../tokens/token-id.ts";
import type { TokenOccasion } from "../triggers/pre-token-generation.ts";
import { customization } from "./token-customization.ts";

/** What tokens are issued for. Members that are left out are as in a new sign-in. */
export interface Earned extends Omit<Grant, "pool" | "client" | "user" | "groups" | "customize"> {
  readonly pool: Pool;
  readonly client: Client;
  readonly user: User;
  /** What the pool's token trigger is told. */
  readonly occasion: TokenOccasion;
  readonly clientMetadata?: Readonly<Record<string, string>>;
  /** The browser's session that the sign-in came through. */
  readonly browserSession?: string;
}

/** Tokens with the user's groups in them and the pool's trigger asked; the session is noted where the pool wants that. @throws the trigger's errors */
export async function issueTokens(ctx: Context, earned: Earned): Promise<Issued> {
  if (!tracksSessions(earned.pool)) return issueUntracked(ctx, earned);
  const { originJti = tokenId(earned.user) } = earned;
  const issued = await issueUntracked(ctx, { ...earned, originJti });
  // Before anybody has the tokens, so that there are none that cannot be ended.
  await trackSession(ctx, { ...earned, originJti, expiresAt: endOf(ctx, earned), renewed: earned.occasion === "RefreshTokens" });
  return issued;
}

async function issueUntracked(ctx: Context, { occasion, clientMetadata, browserSession: _session, ...grant }: Earned): Promise<Issued> {
  const { pool, client, user } = grant;
  const groups = await groupsOf(ctx, user);
  return ctx.tokens.issue({ ...grant, groups, customize: customization(ctx, { occasion, pool, client, user, groups, clientMetadata }) });
}

/** When the last of the tokens runs out. */
const endOf = ({ clock }: Context, { client, refresh, refreshExpiresAt }: Earned): number =>
  refreshExpiresAt ?? clock.now() + (refresh === false ? client.accessTokenSeconds : client.refreshTokenSeconds) * 1000;

/** The token of a client itself, which belongs to nobody. The pool's trigger is asked if it is of the third version. @throws the trigger's errors */
export async function issueMachineToken(
  ctx: Context,
  { clientMetadata, ...grant }: Pick<Earned, "pool" | "client" | "clientMetadata" | "source"> & { readonly scopes: readonly string[] },
): Promise<Issued> {
  const { pool, client } = grant;
  const event = { occasion: "ClientCredentials", pool, client, groups: [], clientMetadata } as const;
  return ctx.tokens.issueMachine({ ...grant, customize: customization(ctx, event) });
}

/** One token in the place of another, after the pool's trigger. @throws the trigger's errors */
export async function issueDerivedToken(
  ctx: Context,
  grant: Omit<DerivedGrant, "pool" | "client" | "user" | "groups" | "customize"> & Pick<Earned, "pool" | "client" | "user">,
): Promise<DerivedToken> {
  const { pool, client, user } = grant;
  const groups = await groupsOf(ctx, user);
  const event = { occasion: "TokenExchange", pool, client, user, groups } as const;
  return ctx.tokens.issueDerived({ ...grant, groups, customize: customization(ctx, event) });
}

async function groupsOf({ store }: Context, { poolId, sub }: User): Promise<Group[]> {
  const found: Group[] = [];
  for await (const { groupName } of memberships.all(store, { partition: poolId, index: "user", equals: sub })) {
    const group = await groups.find(store, poolId, groupName);
    if (group) found.push(group);
  }
  return found;
}
