import { InvalidParameterException, NotAuthorizedException, ResourceNotFoundException } from "#generated/errors.ts";
import { userDisabled, userNotFound } from "../../accounts/lookup.ts";
import type { Context } from "../../context.ts";
import { type IdentityProvider, identityProviders } from "../../records/identity-providers.ts";
import type { Pool } from "../../records/pools.ts";
import { type User, users } from "../../records/users.ts";
import type { Stored } from "../../storage/driver.ts";
import type { AccessClaims, Claims, IdClaims } from "../../tokens/grant.ts";
import { claimTexts, type ExternalIdentity } from "../external-identity.ts";
import { findFederatedUser } from "../federated-user.ts";
import { asMet } from "../local/stand-in.ts";
import { verifiedProviderToken } from "../providers/provider-token.ts";
import { UpstreamRefusal } from "../providers/upstream.ts";

export type TokenKind = "ACCESS_TOKEN" | "ID_TOKEN" | "SAML2";

/** A token as somebody presents it. */
export interface Presented {
  readonly token: string;
  readonly kind: TokenKind;
  /** Who issued it. Absent: the pool. */
  readonly provider?: string;
}

/** Whom a token that was looked at speaks of. */
export interface Party {
  readonly claims: Claims;
  /** As the `act` of a token names them (RFC 8693 section 4.1). */
  readonly named: { readonly sub: string; readonly iss?: string };
  /** Absent: it speaks of a client, or of somebody from outside whom the pool does not know. */
  readonly user?: User & Stored;
  /** Absent where tokens of its kind say none. */
  readonly scopes?: readonly string[];
  /** Of the sign-in that it comes from, in milliseconds. */
  readonly authTime?: number;
  readonly originJti?: string;
}

/** Whom the token speaks of. @throws NotAuthorizedException for one that is not to be believed, InvalidParameterException, ResourceNotFoundException */
export async function partyOf(ctx: Context, pool: Pool, { token, kind, provider }: Presented): Promise<Party> {
  if (provider !== undefined) return outsider(ctx, await providerNamed(ctx, pool, { kind, provider }), token);
  // Assumption: the wording. A pool issues no assertions.
  if (kind === "SAML2") throw new InvalidParameterException("A SAML2 token needs the name of its identity provider.");
  return kind === "ACCESS_TOKEN" ? ofAccessToken(ctx, pool, token) : ofIdToken(ctx, pool, token);
}

async function ofAccessToken(ctx: Context, pool: Pool, token: string): Promise<Party> {
  const claims = await ctx.tokens.verifyAnyAccess(token);
  if (claims.poolId !== pool.id) throw new NotAuthorizedException("Invalid Access Token");
  const scopes = (claims.scope ?? "").split(" ").filter(Boolean);
  // A client's own token names no user.
  const user = claims.username === undefined ? undefined : await livingUser(ctx, claims);
  return { ...signInOf(claims), claims, named: { sub: claims.sub }, user, scopes };
}

async function ofIdToken(ctx: Context, pool: Pool, token: string): Promise<Party> {
  const claims = await ctx.tokens.verifyId(token);
  if (claims.poolId !== pool.id) throw new NotAuthorizedException("Invalid ID Token");
  return { ...signInOf(claims), claims, named: { sub: claims.sub }, user: await livingUser(ctx, claims) };
}

const signInOf = ({ auth_time, origin_jti }: IdClaims) => ({ authTime: auth_time * 1000, originJti: origin_jti });

/** @throws UserNotFoundException, NotAuthorizedException */
async function livingUser({ store }: Context, { poolId, sub }: Pick<AccessClaims, "poolId" | "sub">): Promise<User & Stored> {
  const user = await users.find(store, poolId, sub);
  if (!user) throw userNotFound();
  if (!user.enabled) throw userDisabled();
  return user;
}

const PROTOCOL: Readonly<Record<TokenKind, IdentityProvider["type"]>> = { ACCESS_TOKEN: "OIDC", ID_TOKEN: "OIDC", SAML2: "SAML" };

async function providerNamed(ctx: Context, pool: Pool, { kind, provider: name }: { kind: TokenKind; provider: string }) {
  const provider = await identityProviders.find(ctx.store, pool.id, name);
  if (!provider) throw new ResourceNotFoundException(`Identity provider ${name} does not exist.`);
  // Assumption: the wording.
  if (provider.type !== PROTOCOL[kind])
    throw new InvalidParameterException(`The provider ${name} of type ${provider.type} issues no tokens of type ${kind}.`);
  return provider;
}

/** From a provider: the pool's user for them, if there is one. Nobody is signed up or changed by a token (AWS declares UserNotFoundException). */
async function outsider(ctx: Context, stored: IdentityProvider, token: string): Promise<Party> {
  const provider = await asMet(ctx, stored);
  const { subject, claims } = await identityIn(ctx, provider, token);
  const user = await findFederatedUser(ctx.store, provider.poolId, { provider: provider.name, subject });
  if (user?.enabled === false) throw userDisabled();
  return { claims: {}, named: { sub: subject, iss: claims["iss"] ?? provider.name }, user };
}

async function identityIn(ctx: Context, provider: IdentityProvider, token: string): Promise<ExternalIdentity> {
  try {
    if (provider.type === "SAML") return await (await import("../providers/saml.ts")).presentedAssertion(ctx, provider, token);
    const claims = claimTexts(await verifiedProviderToken(provider, token));
    return { subject: claims[provider.mapping["username"] ?? "sub"] ?? "", claims };
  } catch (error) {
    // What the libraries refuse is told in their words, which name no value.
    const { message } = error instanceof UpstreamRefusal ? { message: error.description } : (error as Error);
    throw new NotAuthorizedException(`The token of ${provider.name} is not valid: ${message}`);
  }
}
