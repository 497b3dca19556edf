import type { Schemas } from "#generated/schemas.ts";
import { DEFAULT_MAX_PER_USER } from "../../accounts/sessions.ts";
import type { Operations } from "../../context.ts";
import { type Client, clients, DEFAULT_BROWSER_SESSION_MINUTES, getClient } from "../../records/clients.ts";
import { getPool, type Pool, pools } from "../../records/pools.ts";
import { otherChangeOf } from "../../records/retry-contended.ts";
import { checkSessionPlan } from "../../rules/feature-plans.ts";
import { retryStale } from "../../storage/retry.ts";
import { checkTracking } from "./tracking.ts";

export const getUserPoolSessionConfiguration: Operations["getUserPoolSessionConfiguration"] = async ({ UserPoolId }, { store }) =>
  viewOfPoolSettings(await getPool(store, UserPoolId));

/** Sessions that there are stay; what clients have set sleeps while nothing is tracked. */
export const setUserPoolSessionConfiguration: Operations["setUserPoolSessionConfiguration"] = async (input, { store, clock }) => {
  const { UserPoolId, UserSessionTracking, TokenSession } = input;
  const changed = await retryStale(async () => {
    const pool = await getPool(store, UserPoolId);
    checkSessionPlan(pool);
    const sessions = { tracked: UserSessionTracking === "ENABLED", maxPerUser: TokenSession.MaxPerUser };
    const configured = { ...pool, sessions, modifiedAt: clock.now() };
    await store.commit([pools.put(configured)]);
    return configured;
  }, otherChangeOf("user pool"));
  return viewOfPoolSettings(changed);
};

export const getUserPoolClientSessionConfiguration: Operations["getUserPoolClientSessionConfiguration"] = async (input, { store }) => {
  const pool = await getPool(store, input.UserPoolId);
  return viewOfClientSettings(await getClient(store, pool.id, input.ClientId));
};

export const setUserPoolClientSessionConfiguration: Operations["setUserPoolClientSessionConfiguration"] = async (
  input,
  { store, clock },
) => {
  const changed = await retryStale(async () => {
    const pool = await getPool(store, input.UserPoolId);
    checkSessionPlan(pool);
    checkTracking(pool);
    const client = await getClient(store, pool.id, input.ClientId);
    const configured = { ...client, browserSessionMinutes: input.SSOSession.MaxValidityMinutes, modifiedAt: clock.now() };
    await store.commit([clients.put(configured)]);
    return configured;
  }, otherChangeOf("app client"));
  return viewOfClientSettings(changed);
};

const viewOfPoolSettings = ({ id, sessions }: Pool): Schemas["GetUserPoolSessionConfigurationResponse"] => ({
  UserPoolId: id,
  UserSessionTracking: sessions?.tracked ? "ENABLED" : "DISABLED",
  TokenSession: { MaxPerUser: sessions?.maxPerUser ?? DEFAULT_MAX_PER_USER },
});

const viewOfClientSettings = ({ poolId, id, browserSessionMinutes }: Client): Schemas["GetUserPoolClientSessionConfigurationResponse"] => ({
  UserPoolId: poolId,
  ClientId: id,
  SSOSession: { MaxValidityMinutes: browserSessionMinutes ?? DEFAULT_BROWSER_SESSION_MINUTES },
});
