import { SignedXml } from "xml-crypto";
import type { Context } from "../../context.ts";
import { uuid } from "../../lib/ids.ts";
import type { IdentityProvider } from "../../records/identity-providers.ts";
import type { LocalAccount } from "../../records/local-providers.ts";
import { escaped } from "../../web/document.ts";
import { poolSigningKey } from "../pool-certificate.ts";
import { samlEntityId } from "../saml-entity.ts";
import { localAddress } from "./stand-in.ts";

const LIFETIME_MS = 5 * 60_000;

/** The response of the page in a SAML provider's place, its assertion signed; base64. `requestId`: which request it answers. */
export async function localSamlResponse(
  ctx: Context,
  provider: IdentityProvider,
  { account, requestId, returnUrl }: { account: LocalAccount; requestId: string; returnUrl: string },
): Promise<string> {
  const signer = new SignedXml({
    privateKey: await poolSigningKey(ctx, provider.poolId),
    signatureAlgorithm: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    canonicalizationAlgorithm: "http://www.w3.org/2001/10/xml-exc-c14n#",
  });
  const assertion = "//*[local-name(.)='Assertion']";
  signer.addReference({
    xpath: assertion,
    digestAlgorithm: "http://www.w3.org/2001/04/xmlenc#sha256",
    transforms: ["http://www.w3.org/2000/09/xmldsig#enveloped-signature", "http://www.w3.org/2001/10/xml-exc-c14n#"],
  });
  const issuer = localAddress(ctx.settings.publicUrl, provider);
  const xml = responseXml({ account, requestId, returnUrl, issuer, audience: samlEntityId(provider.poolId) });
  signer.computeSignature(xml, { location: { reference: `${assertion}/*[local-name(.)='Issuer']`, action: "after" } });
  return Buffer.from(signer.getSignedXml()).toString("base64");
}

interface Content {
  readonly account: LocalAccount;
  readonly requestId: string;
  readonly returnUrl: string;
  readonly issuer: string;
  readonly audience: string;
}

function responseXml({ account, requestId, returnUrl, issuer, audience }: Content): string {
  const now = Date.now();
  const instant = new Date(now).toISOString();
  const end = new Date(now + LIFETIME_MS).toISOString();
  const attributes = Object.entries(account.claims).map(([name, value]) => {
    const values = [value].flat().map((one) => `<saml:AttributeValue>${escaped(String(one))}</saml:AttributeValue>`);
    return `<saml:Attribute Name="${escaped(name)}">${values.join("")}</saml:Attribute>`;
  });
  const statement = attributes.length > 0 ? `<saml:AttributeStatement>${attributes.join("")}</saml:AttributeStatement>` : "";
  return [
    `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_${uuid()}" Version="2.0" IssueInstant="${instant}" Destination="${escaped(returnUrl)}" InResponseTo="${escaped(requestId)}">`,
    `<saml:Issuer>${escaped(issuer)}</saml:Issuer>`,
    '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>',
    `<saml:Assertion ID="_${uuid()}" Version="2.0" IssueInstant="${instant}"><saml:Issuer>${escaped(issuer)}</saml:Issuer>`,
    `<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">${escaped(account.subject)}</saml:NameID>`,
    `<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData InResponseTo="${escaped(requestId)}" NotOnOrAfter="${end}" Recipient="${escaped(returnUrl)}"/></saml:SubjectConfirmation></saml:Subject>`,
    `<saml:Conditions NotBefore="${instant}" NotOnOrAfter="${end}"><saml:AudienceRestriction><saml:Audience>${escaped(audience)}</saml:Audience></saml:AudienceRestriction></saml:Conditions>`,
    `<saml:AuthnStatement AuthnInstant="${instant}" SessionIndex="_${uuid()}"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>`,
    statement,
    "</saml:Assertion></samlp:Response>",
  ].join("");
}
