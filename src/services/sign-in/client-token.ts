import { InvalidParameterException, NotAuthorizedException } from "#generated/errors.ts";
import { checkClientSecret } from "../../accounts/client-secret.ts";
import { issueMachineToken } from "../../auth/issue-tokens.ts";
import type { Context, Operations } from "../../context.ts";
import { type Client, getClientOfAnyPool } from "../../records/clients.ts";
import { getPool } from "../../records/pools.ts";
import { isServerScope } from "../../records/resource-servers.ts";
import { CLIENT_TOKEN_FLOW } from "../../rules/client-settings.ts";

/** A token for the client itself, by its secret: client credentials without the hosted endpoints. */
export const getClientToken: Operations["getClientToken"] = async (input, ctx) => {
  const client = await getClientOfAnyPool(ctx.store, input.ClientId);
  checkClientSecret(client, input.Secret);
  // Assumption: the wording, after that of other flows.
  if (!client.flows?.includes(CLIENT_TOKEN_FLOW)) throw new InvalidParameterException("CLIENT_TOKEN_AUTH flow not enabled for this client");
  const pool = await getPool(ctx.store, client.poolId);
  const scopes = await grantedScopes(ctx, client, input.Scopes);
  const issued = await issueMachineToken(ctx, { pool, client, scopes, clientMetadata: input.ClientMetadata });
  return { ClientAuthenticationResult: { AccessToken: issued.accessToken, ExpiresIn: issued.expiresIn, TokenType: "Bearer" } };
};

/**
 * Those that are asked for, or all that the client has, of resource servers alone: a client is no user who could be told of.
 * Assumption: the errors, and that a scope has to be among the client's own. @throws InvalidParameterException, NotAuthorizedException
 */
async function grantedScopes({ store }: Context, { poolId, oauth }: Client, asked: readonly string[] = []): Promise<string[]> {
  const living: string[] = [];
  for (const scope of new Set(asked.length > 0 ? asked : oauth.scopes)) {
    if (await isServerScope(store, poolId, scope)) living.push(scope);
    else if (asked.length > 0) throw new InvalidParameterException(`Invalid scope requested: ${scope}`);
  }
  const foreign = living.find((scope) => !oauth.scopes.includes(scope));
  if (foreign) throw new NotAuthorizedException(`Client is not authorized for the scope ${foreign}`);
  if (living.length === 0) throw new InvalidParameterException("The client has no scopes of resource servers.");
  return living;
}
