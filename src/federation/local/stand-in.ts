import type { Context, Settings } from "../../context.ts";
import type { IdentityProvider } from "../../records/identity-providers.ts";
import { SOCIAL_PROVIDERS } from "../../rules/identity-providers.ts";
import { poolCertificate } from "../pool-certificate.ts";

/** What addresses of the page in a provider's place begin with. */
export const LOCAL_PATH = "/local-provider";

/** Whether this server answers in the provider's place: unless told otherwise for the four whose addresses are fixed. */
export const isLocal = ({ federation }: Pick<Settings, "federation">, { type }: Pick<IdentityProvider, "type">): boolean =>
  federation === undefined ? SOCIAL_PROVIDERS.includes(type) : federation === "local";

export const localAddress = (base: string, { poolId, name }: Pick<IdentityProvider, "poolId" | "name">): string =>
  `${base}${LOCAL_PATH}/${poolId}/${encodeURIComponent(name)}`;

/**
 * The provider as sign-ins meet it. Where this server stands in its place, only the addresses differ: browsers are sent to
 * the public one, the server itself calls the one that it listens on.
 */
export async function asMet(ctx: Context, provider: IdentityProvider): Promise<IdentityProvider> {
  const { settings } = ctx;
  if (!isLocal(settings, provider)) return provider;
  const outside = localAddress(settings.publicUrl, provider);
  return {
    ...provider,
    details: provider.type === "SAML" ? await samlDetails(ctx, provider, outside) : oauthDetails(ctx, provider, outside),
  };
}

function oauthDetails({ settings }: Context, provider: IdentityProvider, outside: string): IdentityProvider["details"] {
  const inside = localAddress(settings.ownUrl, provider);
  const { details } = provider;
  return {
    ...details,
    ...(details["oidc_issuer"] !== undefined && { oidc_issuer: outside, jwks_uri: `${inside}/jwks.json` }),
    authorize_url: `${outside}/authorize`,
    token_url: `${inside}/token`,
    attributes_url: `${inside}/user-info`,
    attributes_url_add_attributes: "false",
  };
}

async function samlDetails(ctx: Context, provider: IdentityProvider, outside: string): Promise<IdentityProvider["details"]> {
  const {
    MetadataURL: _url,
    SSORedirectBindingURI: _in,
    SLORedirectBindingURI: _out,
    EncryptedResponses: _plain,
    ...details
  } = provider.details;
  return { ...details, MetadataFile: localMetadata(outside, await poolCertificate(ctx, provider.poolId)), IDPSignout: "false" };
}

const localMetadata = (entityId: string, certificate: string): string =>
  `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entityId}"><IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${certificate}</X509Certificate></X509Data></KeyInfo></KeyDescriptor><SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${entityId}/saml"/></IDPSSODescriptor></EntityDescriptor>`;
