import { InvalidParameterException, NotAuthorizedException } from "#generated/errors.ts";
import { userNotFound } from "../../accounts/lookup.ts";
import { issueDerivedToken } from "../../auth/issue-tokens.ts";
import { livingScopes } from "../../auth/living-scopes.ts";
import type { Context } from "../../context.ts";
import type { Client } from "../../records/clients.ts";
import type { Pool } from "../../records/pools.ts";
import { getResourceServer } from "../../records/resource-servers.ts";
import type { User } from "../../records/users.ts";
import { API_SCOPES } from "../../tokens/claims.ts";
import type { Claims, DerivedToken, Grant } from "../../tokens/grant.ts";
import { type Party, type Presented, partyOf } from "./party.ts";

/** What a client wants in the place of a token that it holds (RFC 8693). */
export interface Exchange {
  readonly pool: Pool;
  readonly client: Client;
  readonly subject: Presented;
  /** Who acts for the subject. Absent: the new token is as the subject's own. */
  readonly actor?: Presented;
  /** Absent: those of the subject's token. */
  readonly scopes?: readonly string[];
  /** The service that the new token is for, by any name. */
  readonly audience?: string;
  /** The same by the identifier of a resource server of the pool. */
  readonly resource?: string;
  readonly wanted: "ACCESS_TOKEN" | "ID_TOKEN";
  readonly source: NonNullable<Grant["source"]>;
}

/** None of the scopes that were asked for may be granted. */
export class NoScopeLeft extends InvalidParameterException {}

/** The flow that a client has to have for an exchange (AWS, GetDerivedToken). */
export const exchangeFlow = ({ actor }: Pick<Exchange, "actor">) =>
  actor ? "ALLOW_TOKEN_EXCHANGE_DELEGATION" : "ALLOW_TOKEN_EXCHANGE_IMPERSONATION";

/**
 * A token in the place of another. It ends with the sign-in that the other comes from, and is told of to the pool's trigger.
 * @throws NotAuthorizedException for tokens that are not to be believed, UserNotFoundException for a subject that the pool does not
 * know, InvalidParameterException, ResourceNotFoundException, and the trigger's errors
 */
export async function exchangeToken(ctx: Context, exchange: Exchange): Promise<DerivedToken> {
  const { pool, client, wanted } = exchange;
  const target = await targetOf(ctx, exchange);
  const subject = await partyOf(ctx, pool, exchange.subject);
  const actor = exchange.actor && (await partyOf(ctx, pool, exchange.actor));
  const user = userOf(subject);
  const scopes = await grantedScopes(ctx, exchange, subject);
  return issueDerivedToken(ctx, {
    ...{ pool, client, user, scopes },
    ...{ authTime: subject.authTime, originJti: subject.originJti },
    actor: actor && actorClaim(actor, subject),
    ...(wanted === "ID_TOKEN"
      ? { kind: "id", idAudience: target, source: sourceOfId(subject, scopes) }
      : { kind: "access", resource: target, source: exchange.source }),
  });
}

/** @throws InvalidParameterException, ResourceNotFoundException */
async function targetOf({ store }: Context, { pool, audience, resource }: Exchange): Promise<string | undefined> {
  // Assumption: the wording.
  if (audience !== undefined && resource !== undefined)
    throw new InvalidParameterException("Audiences and Resources cannot be requested together.");
  return resource === undefined ? audience : (await getResourceServer(store, pool.id, resource)).identifier;
}

function userOf({ user, named }: Party): User {
  if (user) return user;
  // Assumption: type and wording. A client that holds its own token needs no other.
  if (named.iss === undefined) throw new NotAuthorizedException("The subject token is not a user's.");
  throw userNotFound();
}

/**
 * Asked for, the subject's and the client's at once; where nobody asks, the subject's as they are (AWS, GetDerivedToken). Tokens of other
 * kinds say no scopes: what is asked of them is the client's to have. Assumption: a refusal where nothing is left. @throws NoScopeLeft
 */
async function grantedScopes({ store }: Context, { pool, client, scopes: asked = [] }: Exchange, subject: Party): Promise<string[]> {
  const wanted = asked.length === 0 ? (subject.scopes ?? []) : [...new Set(asked)];
  const allowed = wanted.filter(
    (scope) => asked.length === 0 || (client.oauth.scopes.includes(scope) && (subject.scopes?.includes(scope) ?? true)),
  );
  const living = await livingScopes(store, pool.id, allowed);
  if (living.length === 0 && asked.length > 0) throw new NoScopeLeft("None of the requested scopes can be granted.");
  return living;
}

/** Those who acted before stand within the one who acts now (RFC 8693 section 4.1). */
const actorClaim = ({ named }: Party, { claims }: Party): Claims => ({
  ...named,
  ...(claims["act"] !== undefined && { act: claims["act"] }),
});

/**
 * An ID token shows what its scopes let be seen; all of it where the subject's token lets all be seen that the client may read.
 * Assumption: scopes without openid give none, as at the OAuth endpoints. @throws InvalidParameterException
 */
function sourceOfId({ scopes: held }: Party, granted: readonly string[]): NonNullable<Grant["source"]> {
  if (granted.includes("openid")) return "oauth";
  if (held && !API_SCOPES.every((scope) => held.includes(scope)))
    throw new InvalidParameterException("An ID token cannot be issued without the scope openid.");
  return "api";
}
