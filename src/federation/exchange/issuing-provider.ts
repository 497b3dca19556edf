import { decodeJwt } from "jose";
import type { Context } from "../../context.ts";
import { type IdentityProvider, identityProviders } from "../../records/identity-providers.ts";
import type { Pool } from "../../records/pools.ts";
import { poolOfIssuer } from "../../tokens/issuer.ts";
import { asMet } from "../local/stand-in.ts";
import type { Presented } from "./party.ts";

/**
 * The name of the pool's provider whose issuer the token says; undefined for the pool's own and for what nobody here has issued. RFC 8693
 * has no parameter for it. The token is not believed yet: it only says by whose keys to judge it.
 */
export async function issuingProvider(ctx: Context, pool: Pool, { token, kind }: Presented): Promise<string | undefined> {
  const issuer = kind === "SAML2" ? issuerOfAssertion(token) : issuerOfJwt(token);
  if (issuer === undefined || (kind !== "SAML2" && poolOfIssuer(issuer) === pool.id)) return undefined;
  const type = kind === "SAML2" ? "SAML" : "OIDC";
  for await (const provider of identityProviders.all(ctx.store, { partition: pool.id }))
    if (provider.type === type && (await issuerOfProvider(await asMet(ctx, provider))) === issuer) return provider.name;
  return undefined;
}

async function issuerOfProvider(provider: IdentityProvider): Promise<string | undefined> {
  if (provider.type === "OIDC") return provider.details["oidc_issuer"];
  const { metadataOf } = await import("../providers/saml.ts");
  // Metadata that cannot be had belongs to nobody who could be judged.
  return metadataOf(provider).then(
    ({ entityId }) => entityId,
    () => undefined,
  );
}

function issuerOfJwt(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

const issuerOfAssertion = (token: string): string | undefined =>
  /<(?:\w+:)?Issuer[^>]*>\s*([^<\s]+)\s*</.exec(Buffer.from(token, "base64").toString("utf8"))?.[1];
