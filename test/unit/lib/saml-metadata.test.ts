import { describe, expect, test } from "vitest";
import { readSamlMetadata } from "#src/lib/saml-metadata.ts";

const entity = (inside: string) =>
  `<?xml version="1.0"?><md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example/a&amp;b">${inside}</md:EntityDescriptor>`;
const service = (name: string, binding: string, location: string) =>
  `<md:${name} Binding="urn:oasis:names:tc:SAML:2.0:bindings:${binding}" Location='${location}'/>`;
const key = (use: string, certificate: string) =>
  `<md:KeyDescriptor ${use}><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`;

describe("readSamlMetadata", () => {
  test("reads the entity, its signing certificates and its addresses", async () => {
    const text = entity(
      `<md:IDPSSODescriptor>${key('use="signing"', "AAA\n BBB")}${key('use="encryption"', "no")}${key("", "CCC")}` +
        service("SingleSignOnService", "HTTP-POST", "https://idp.example/post") +
        service("SingleSignOnService", "HTTP-Redirect", "https://idp.example/in?x=1&amp;y=2") +
        `${service("SingleLogoutService", "HTTP-Redirect", "https://idp.example/out")}</md:IDPSSODescriptor>`,
    );
    expect(await readSamlMetadata(text)).toEqual({
      entityId: "https://idp.example/a&b",
      signingCertificates: ["AAABBB", "CCC"],
      signInUrl: "https://idp.example/in?x=1&y=2",
      signOutUrl: "https://idp.example/out",
      signInPostUrl: "https://idp.example/post",
    });
  });

  test("of several entities, takes the first that is a provider", async () => {
    const several = `<EntitiesDescriptor>${entity("<SPSSODescriptor/>").replace(/<\?xml.*?\?>/, "")}<EntityDescriptor entityID="second"><IDPSSODescriptor/></EntityDescriptor></EntitiesDescriptor>`;
    expect((await readSamlMetadata(several))?.entityId).toBe("second");
  });

  test.each(["", "no xml", "<EntityDescriptor", "<other/>", `<!DOCTYPE a [<!ENTITY b "c">]>${entity("")}`])("refuses %j", async (text) => {
    expect(await readSamlMetadata(text)).toBeUndefined();
  });
});
