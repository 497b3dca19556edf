import { NotAuthorizedException } from "#generated/errors.ts";
import { clients } from "../records/clients.ts";
import { users } from "../records/users.ts";
import { inScope } from "../tokens/claims.ts";
import type { AccessClaims } from "../tokens/grant.ts";
import { jsonAnswer } from "../web/answer.ts";
import type { Call, Endpoint } from "./call.ts";
import { Refusal } from "./errors.ts";

const GONE = "Access token is expired, disabled, or deleted, or the user has globally signed out.";

/** `GET` and `POST /oauth2/userInfo`: what the scopes let the client read, every value a text. */
export const userInfo: Endpoint = async (call) => {
  const { store } = call.ctx;
  const claims = await claimsOf(call);
  const scopes = (claims.scope ?? "").split(" ");
  if (!scopes.includes("openid")) throw invalidToken("Access token does not contain openid scope");
  const user = await users.find(store, claims.poolId, claims.sub);
  const client = await clients.find(store, claims.poolId, claims.client_id);
  if (!user?.enabled || !client) throw invalidToken(GONE);
  const readable = ([name]: [string, string]) =>
    name !== "sub" && inScope(scopes, name) && (client.readAttributes === undefined || client.readAttributes.includes(name));
  const identities = user.identities?.length && inScope(scopes, "identities") ? { identities: JSON.stringify(user.identities) } : {};
  return jsonAnswer(200, {
    sub: user.sub,
    ...identities,
    ...Object.fromEntries(Object.entries(user.attributes).filter(([name, value]) => readable([name, value]) && name !== "identities")),
    username: user.username,
  });
};

/** @throws Refusal */
async function claimsOf({ ctx, place, authorization }: Call): Promise<AccessClaims> {
  const [, token] = /^Bearer +([\w.=-]+)$/i.exec(authorization ?? "") ?? [];
  if (token === undefined) throw refusal(400, "invalid_request", "Bad OAuth2 request at UserInfo Endpoint");
  const claims = await ctx.tokens.verifyAnyAccess(token).catch((error: unknown) => {
    throw error instanceof NotAuthorizedException ? invalidToken(GONE) : error;
  });
  if (place.own && place.own.poolId !== claims.poolId) throw invalidToken(GONE);
  return claims;
}

const invalidToken = (description: string) => refusal(401, "invalid_token", description);

/** Said twice: in the header, which on AWS names no scheme, and in the body. */
const refusal = (status: number, error: string, description: string): Refusal =>
  new Refusal(
    jsonAnswer(
      status,
      { error, error_description: description },
      { "www-authenticate": `error="${error}", error_description="${description}"` },
    ),
  );
