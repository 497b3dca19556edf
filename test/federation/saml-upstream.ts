import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express, { type Response } from "express";
import samlp from "samlp";
import { selfSignedCertificate } from "#src/crypto/certificate.ts";

const DAY_MS = 86_400_000;

/** A key with its certificate, as a provider has one. */
export async function identity(name: string) {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const now = Date.now();
  const der = await certificateOf(privateKey, name, now);
  const pem = `-----BEGIN CERTIFICATE-----\n${der.toString("base64").replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`;
  return { key: privateKey.export({ format: "pem", type: "pkcs8" }).toString(), pem, der: der.toString("base64") };
}

const certificateOf = async (privateKey: KeyObject, commonName: string, now: number): Promise<Buffer> =>
  selfSignedCertificate({ privateKey, commonName, notBefore: now - DAY_MS, notAfter: now + DAY_MS });

export interface SamlSettings {
  readonly nameId: string;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly audience?: string;
  readonly recipient?: string;
  readonly signResponse?: boolean;
  /** Who signs instead. */
  readonly forger?: { readonly key: string; readonly pem: string };
  readonly encryptionCert?: string;
  readonly encryptionPublicKey?: string;
}

/** samlp, unmodified, on a port of its own: whoever comes is signed in; the response is given as JSON instead of a form. */
export async function startSamlUpstream() {
  const own = await identity("idp.example");
  const app = express();
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const initial: SamlSettings = { nameId: "ada@corp.example", claims: { mail: "ada@example.com", groups: ["dev ops", "admin"] } };
  const state = { settings: initial };
  app.get("/sso", (request, response, next) => {
    const { settings } = state;
    const signer = settings.forger ?? own;
    samlp.auth({
      issuer: url,
      cert: signer.pem,
      key: signer.key,
      ...(settings.audience && { audience: settings.audience }),
      ...(settings.recipient && { recipient: settings.recipient }),
      ...(settings.signResponse && { signResponse: true }),
      ...(settings.encryptionCert && { encryptionCert: settings.encryptionCert, encryptionPublicKey: settings.encryptionPublicKey }),
      getPostURL: (...parameters) =>
        (parameters.at(-1) as (error: null, url: string) => void)(null, String(request.query["acs"] ?? "http://unused.example/")),
      getUserFromRequest: () => settings,
      profileMapper: () => ({
        getClaims: () => settings.claims,
        getNameIdentifier: () => ({
          nameIdentifier: settings.nameId,
          nameIdentifierFormat: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
        }),
        metadata: [],
      }),
      responseHandler: (text, _options, _request, answer) => void (answer as Response).json({ SAMLResponse: text.toString("base64") }),
    })(request, response, next);
  });
  const metadata = `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${url}"><IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${own.der}</X509Certificate></X509Data></KeyInfo></KeyDescriptor><SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${url}/slo"/><SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${url}/sso"/></IDPSSODescriptor></EntityDescriptor>`;
  app.get("/metadata", (_request, response) => void response.type("application/xml").send(metadata));
  return {
    url,
    own,
    metadata,
    state,
    reset: () => void (state.settings = initial),
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
