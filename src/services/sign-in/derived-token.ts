import { InvalidParameterException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import { checkClientSecret } from "../../accounts/client-secret.ts";
import type { Context, Operations } from "../../context.ts";
import { exchangeFlow, exchangeToken } from "../../federation/exchange/exchange.ts";
import type { Presented } from "../../federation/exchange/party.ts";
import { type Client, getClientOfAnyPool } from "../../records/clients.ts";
import { getPool } from "../../records/pools.ts";

/** A token for a service further on, in the place of the one that a service holds (RFC 8693). */
export const getDerivedToken: Operations["getDerivedToken"] = async (input, ctx) => {
  const client = await getClientOfAnyPool(ctx.store, input.ClientId);
  checkCaller(ctx, client, input.ClientSecret);
  const pool = await getPool(ctx.store, client.poolId);
  const actor = actorOf(input);
  const flow = exchangeFlow({ actor });
  // Assumption: the wording, after that of other flows.
  if (!client.flows?.includes(flow)) throw new InvalidParameterException(`${flow.replace("ALLOW_", "")} flow not enabled for this client`);
  const wanted = input.RequestedTokenType ?? "ACCESS_TOKEN";
  const subject: Presented = { token: input.SubjectToken, kind: input.SubjectTokenType, provider: input.SubjectTokenProviderName };
  const derived = await exchangeToken(ctx, {
    ...{ pool, client, subject, actor, wanted },
    ...{ scopes: input.Scopes, audience: input.Audiences?.[0], resource: input.Resources?.[0] },
    source: "api",
  });
  return {
    IssuedToken: derived.token,
    IssuedTokenType: wanted,
    // What is no access token is presented nowhere (RFC 8693 section 2.2.1).
    TokenType: wanted === "ACCESS_TOKEN" ? "Bearer" : "N_A",
    ExpiresIn: derived.expiresIn,
    Scopes: [...derived.scopes],
  };
};

/** A signature stands for the secret (AWS, GetDerivedToken); one that is given has to be right all the same. @throws NotAuthorizedException */
function checkCaller({ caller }: Context, client: Client, secret: string | undefined): void {
  if (secret === undefined && caller.isSigned) return;
  checkClientSecret(client, secret);
}

function actorOf({ ActorToken, ActorTokenType, ActorTokenProviderName }: Schemas["GetDerivedTokenRequest"]): Presented | undefined {
  if ((ActorToken === undefined) !== (ActorTokenType === undefined) || (ActorToken === undefined && ActorTokenProviderName !== undefined))
    // Assumption: the wording.
    throw new InvalidParameterException("ActorToken and ActorTokenType must be given together.");
  return ActorToken === undefined ? undefined : { token: ActorToken, kind: ActorTokenType!, provider: ActorTokenProviderName };
}
