import { InvalidParameterException, NotAuthorizedException, ResourceNotFoundException, UserNotFoundException } from "#generated/errors.ts";
import { exchangeFlow, exchangeToken, NoScopeLeft } from "../../federation/exchange/exchange.ts";
import { issuingProvider } from "../../federation/exchange/issuing-provider.ts";
import type { Presented, TokenKind } from "../../federation/exchange/party.ts";
import { clientError, invalidRequest, type Refusal, unauthorizedClient } from "../errors.ts";
import type { Grant, GrantRequest } from "./grant.ts";

export const TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

/** RFC 8693 section 3. */
const TYPE = "urn:ietf:params:oauth:token-type:";
const KINDS: Readonly<Record<string, TokenKind>> = {
  [`${TYPE}access_token`]: "ACCESS_TOKEN",
  [`${TYPE}id_token`]: "ID_TOKEN",
  [`${TYPE}saml2`]: "SAML2",
};

/** A token in the place of another, as GetDerivedToken gives it (RFC 8693). */
export const tokenExchange: Grant = async (request) => {
  const { ctx, pool, client, form } = request;
  const subject = await presented(request, "subject");
  const actor = await presented(request, "actor");
  if (!subject) throw invalidRequest();
  if (!client.flows?.includes(exchangeFlow({ actor }))) throw unauthorizedClient();
  const issuedTokenType = form["requested_token_type"] ?? `${TYPE}access_token`;
  const wanted = KINDS[issuedTokenType];
  if (wanted === undefined || wanted === "SAML2") throw invalidRequest("requested_token_type is not supported");
  const scopes = form["scope"]?.split(" ").filter(Boolean);
  const { audience, resource } = form;
  const derived = await exchangeToken(ctx, { pool, client, subject, actor, scopes, audience, resource, wanted, source: "oauth" }).catch(
    (error: unknown) => {
      throw refusalOf(error) ?? error;
    },
  );
  return {
    accessToken: derived.token,
    expiresIn: derived.expiresIn,
    exchanged: { issuedTokenType, tokenType: wanted === "ID_TOKEN" ? "N_A" : "Bearer", scope: derived.scopes.join(" ") },
  };
};

/** @throws Refusal for a token without a type that is known, and for a type without a token */
async function presented({ ctx, pool, form }: GrantRequest, whose: "subject" | "actor"): Promise<Presented | undefined> {
  const { [`${whose}_token`]: token, [`${whose}_token_type`]: type } = form;
  if (token === undefined && type === undefined) return undefined;
  const kind = KINDS[type ?? ""];
  if (token === undefined || kind === undefined) throw invalidRequest(`${whose}_token_type is not supported`);
  const found: Presented = { token, kind };
  return { ...found, provider: await issuingProvider(ctx, pool, found) };
}

/** Tokens that are not to be believed are an invalid request (RFC 8693 section 2.2.2). What a trigger fails with is told as for other grants. */
function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof NoScopeLeft) return clientError("invalid_scope");
  if (error instanceof ResourceNotFoundException) return clientError("invalid_target", error.message);
  const isOfRequest = [InvalidParameterException, NotAuthorizedException, UserNotFoundException].some((type) => error instanceof type);
  return isOfRequest ? invalidRequest((error as Error).message) : undefined;
}
