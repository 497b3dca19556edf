import { execFile } from "node:child_process";
import { describe, expect, test } from "vitest";
import { packageFile } from "#src/runtime/package-file.ts";
import { browser, CALLBACK, claimsOf, hostedPool, postForm } from "../support/hosted.ts";
import { useTestServer } from "../support/server.ts";
import { findTool, PYTHON } from "../support/tools.ts";
import { identity } from "./saml-upstream.ts";

const XMLSEC = process.env["XMLSEC1"] ?? "/usr/bin/xmlsec1";
const pysaml2 = findTool("pysaml2 for Python", PYTHON, ["-c", "import saml2.server"]);
const xmlsec = findTool("xmlsec1", XMLSEC, ["--version"]);
const server = await useTestServer();
const own = await identity("idp.example");
const URN = "urn:oasis:names:tc:SAML:2.0";

const provider = (command: "metadata" | "answer", given: object): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = execFile(PYTHON, [packageFile("test/federation/pysaml2_provider.py"), command], (error, stdout, stderr) =>
      error ? reject(new Error(stderr)) : resolve(stdout),
    );
    child.stdin?.end(JSON.stringify({ url: "https://idp.example", key: own.key, certificate: own.pem, xmlsec: XMLSEC, ...given }));
  });

/** What an administrator tells the provider of the pool, as AWS documents it: its name, and where answers go. */
const serviceProvider = (poolId: string, acs: string): string =>
  `<EntityDescriptor xmlns="${URN}:metadata" entityID="urn:amazon:cognito:sp:${poolId}"><SPSSODescriptor protocolSupportEnumeration="${URN}:protocol"><AssertionConsumerService Binding="${URN}:bindings:HTTP-POST" Location="${acs}" index="0" isDefault="true"/></SPSSODescriptor></EntityDescriptor>`;

async function place(details: Record<string, string> = {}) {
  const made = await hostedPool(server);
  const { IdentityProvider } = await server.call("CreateIdentityProvider", {
    UserPoolId: made.poolId,
    ProviderName: "Corp",
    ProviderType: "SAML",
    ProviderDetails: { MetadataFile: await provider("metadata", {}), ...details },
    AttributeMapping: { email: "urn:oid:0.9.2342.19200300.100.1.3", name: "urn:oid:2.5.4.42" },
  });
  const { UserPoolClient } = await server.call("DescribeUserPoolClient", { UserPoolId: made.poolId, ClientId: made.clientId });
  const { LastModifiedDate: _modified, CreationDate: _created, ...settings } = UserPoolClient;
  await server.call("UpdateUserPoolClient", { ...settings, SupportedIdentityProviders: ["Corp"] });
  return { ...made, certificate: IdentityProvider.ProviderDetails.ActiveEncryptionCertificate };
}

/** From the app to the provider, which reads the request and answers it, and back. @returns the claims of the ID token */
async function journey({ poolId, clientId }: { poolId: string; clientId: string }, given: object = {}) {
  const agent = browser(server.url);
  const query = new URLSearchParams({ response_type: "code", client_id: clientId, redirect_uri: CALLBACK, identity_provider: "Corp" });
  const location = new URL((await agent.visit(`/oauth2/authorize?${query}`)).location);
  expect(location.href.startsWith("https://idp.example/sso?")).toBe(true);
  const answer = await provider("answer", {
    request: location.searchParams.get("SAMLRequest"),
    serviceProvider: serviceProvider(poolId, `${server.url}/saml2/idpresponse`),
    ...given,
  });
  const { response, destination, issuer } = JSON.parse(answer) as Record<string, string>;
  expect({ destination, issuer }).toEqual({ destination: `${server.url}/saml2/idpresponse`, issuer: `urn:amazon:cognito:sp:${poolId}` });
  const done = await agent.submit("/saml2/idpresponse", { SAMLResponse: response!, RelayState: location.searchParams.get("RelayState")! });
  const code = new URL(done.location).searchParams.get("code");
  expect(code, done.location).toBeTruthy();
  const exchange = { grant_type: "authorization_code", client_id: clientId, code: code!, redirect_uri: CALLBACK };
  return claimsOf((await postForm(`${server.url}/oauth2/token`, exchange)).body["id_token"]!);
}

describe.skipIf(pysaml2.missing || xmlsec.missing)(pysaml2.suite(xmlsec.suite("pysaml2 as the identity provider")), () => {
  test("reads the request, and its signed answer signs in", async () => {
    expect(await journey(await place())).toMatchObject({
      "cognito:username": "Corp_ada@corp.example",
      email: "ada@example.com",
      name: "Ada",
      identities: [{ userId: "ada@corp.example", providerName: "Corp", providerType: "SAML", issuer: "https://idp.example" }],
    });
  });

  test("its encrypted assertion signs in", async () => {
    const made = await place({ EncryptedResponses: "true" });
    const encryptTo = `-----BEGIN CERTIFICATE-----\n${made.certificate!.replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`;
    expect(await journey(made, { encryptTo })).toMatchObject({ "cognito:username": "Corp_ada@corp.example", email: "ada@example.com" });
  });
});
