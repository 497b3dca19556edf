import { NotAuthorizedException } from "#generated/errors.ts";
import { faultOfSecret } from "../../accounts/client-secret.ts";
import { renew } from "../../auth/renew.ts";
import type { Operations } from "../../context.ts";
import { type Client, getClientOfAnyPool } from "../../records/clients.ts";
import { getPool } from "../../records/pools.ts";
import { resultOf } from "./answer.ts";

/** Unlike the flow REFRESH_TOKEN_AUTH it also serves clients that rotate, and takes the client's secret itself. */
export const getTokensFromRefreshToken: Operations["getTokensFromRefreshToken"] = async (input, ctx) => {
  const client = await getClientOfAnyPool(ctx.store, input.ClientId);
  checkSecret(client, input.ClientSecret);
  const pool = await getPool(ctx.store, client.poolId);
  const holder = { ctx, pool, client, clientMetadata: input.ClientMetadata };
  return { AuthenticationResult: resultOf(await renew(holder, { token: input.RefreshToken, deviceKey: input.DeviceKey })) };
};

// Assumption: the wording of both.
function checkSecret(client: Client, given: string | undefined): void {
  const fault = faultOfSecret(client, given);
  if (fault === "missing")
    throw new NotAuthorizedException(`Client ${client.id} is configured with secret but client secret was not received`);
  if (fault) throw new NotAuthorizedException(`Unable to verify client secret for client ${client.id}`);
}
