import { checkClientSecret } from "../../accounts/client-secret.ts";
import { renew } from "../../auth/renew.ts";
import type { Operations } from "../../context.ts";
import { getClientOfAnyPool } from "../../records/clients.ts";
import { getPool } from "../../records/pools.ts";
import { resultOf } from "./answer.ts";

/** Unlike the flow REFRESH_TOKEN_AUTH it also serves clients that rotate, and takes the client's secret itself. */
export const getTokensFromRefreshToken: Operations["getTokensFromRefreshToken"] = async (input, ctx) => {
  const client = await getClientOfAnyPool(ctx.store, input.ClientId);
  checkClientSecret(client, input.ClientSecret);
  const pool = await getPool(ctx.store, client.poolId);
  const holder = { ctx, pool, client, clientMetadata: input.ClientMetadata };
  return { AuthenticationResult: resultOf(await renew(holder, { token: input.RefreshToken, deviceKey: input.DeviceKey })) };
};
