import { inflateRawSync } from "node:zlib";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { browser, CALLBACK, claimsOf, hostedPool, postForm } from "../support/hosted.ts";
import { useTestServer } from "../support/server.ts";
import { identity, startSamlUpstream } from "./saml-upstream.ts";

const server = await useTestServer({ logLevel: "silent" });
const upstream = await startSamlUpstream();
afterAll(() => upstream.close());
beforeEach(() => upstream.reset());

const ACS = "/saml2/idpresponse";

async function place(details: Record<string, string> = {}, providers = ["COGNITO", "Corp"]) {
  const made = await hostedPool(server);
  const { IdentityProvider } = await server.call("CreateIdentityProvider", {
    UserPoolId: made.poolId,
    ProviderName: "Corp",
    ProviderType: "SAML",
    ProviderDetails: { ...(details["MetadataURL"] ? {} : { MetadataFile: upstream.metadata }), ...details },
    AttributeMapping: { email: "mail", name: "groups" },
  });
  const { UserPoolClient } = await server.call("DescribeUserPoolClient", { UserPoolId: made.poolId, ClientId: made.clientId });
  const { LastModifiedDate: _modified, CreationDate: _created, ...settings } = UserPoolClient;
  await server.call("UpdateUserPoolClient", { ...settings, SupportedIdentityProviders: providers });
  return { ...made, certificate: IdentityProvider.ProviderDetails.ActiveEncryptionCertificate };
}

const query = (clientId: string) =>
  new URLSearchParams({ response_type: "code", client_id: clientId, redirect_uri: CALLBACK, state: "st", identity_provider: "Corp" });

/** The browser goes to the provider and comes back with its response, which is not sent yet. */
async function fetchResponse(clientId: string, agent = browser(server.url)) {
  const begun = await agent.visit(`/oauth2/authorize?${query(clientId)}`);
  const location = new URL(begun.location);
  const RelayState = location.searchParams.get("RelayState")!;
  const { SAMLResponse } = (await (await fetch(location)).json()) as { SAMLResponse: string };
  return { agent, location, fields: { SAMLResponse, RelayState } };
}

async function journey(clientId: string): Promise<URL> {
  const { agent, fields } = await fetchResponse(clientId);
  const answer = await agent.submit(ACS, fields);
  return new URL(answer.location, server.url);
}

async function idTokenOf(clientId: string, callback: URL) {
  const { body } = await postForm(`${server.url}/oauth2/token`, {
    grant_type: "authorization_code",
    client_id: clientId,
    code: callback.searchParams.get("code")!,
    redirect_uri: CALLBACK,
  });
  return claimsOf(body["id_token"]!);
}

function changed(response: string, change: (xml: string) => string): string {
  const before = Buffer.from(response, "base64").toString();
  const after = change(before);
  expect(after).not.toBe(before);
  return Buffer.from(after).toString("base64");
}

const refusal = (reason: string) => ({
  error_description: `Invalid SAML response received: ${reason}`,
  state: "st",
  error: "server_error",
});

describe("signing in through a SAML provider", () => {
  test("makes a user of the assertion", async () => {
    const { poolId, clientId } = await place();
    const callback = await journey(clientId);
    expect([...callback.searchParams.keys()]).toEqual(["code", "state"]);
    expect(await idTokenOf(clientId, callback)).toMatchObject({
      "cognito:username": "Corp_ada@corp.example",
      email: "ada@example.com",
      email_verified: false,
      name: "[dev+ops,admin]",
      identities: [{ userId: "ada@corp.example", providerName: "Corp", providerType: "SAML", issuer: upstream.url }],
    });
    expect(await server.call("AdminGetUser", { UserPoolId: poolId, Username: "Corp_ada@corp.example" })).toMatchObject({
      UserStatus: "EXTERNAL_PROVIDER",
    });
  });

  test("reads the metadata from its address", async () => {
    const { clientId } = await place({ MetadataURL: `${upstream.url}/metadata` });
    expect((await journey(clientId)).searchParams.get("code")).toBeTruthy();
  });

  test("signs the request where asked to", async () => {
    const { clientId } = await place({ RequestSigningAlgorithm: "rsa-sha256" });
    const { location } = await fetchResponse(clientId);
    expect(location.searchParams.get("SigAlg")).toBe("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256");
    expect(location.searchParams.get("Signature")).toBeTruthy();
  });

  test("takes a response that is signed as a whole", async () => {
    const { clientId } = await place();
    upstream.state.settings = { ...upstream.state.settings, signResponse: true };
    expect((await journey(clientId)).searchParams.get("code")).toBeTruthy();
  });

  test("takes encrypted assertions, encrypted to the pool's certificate", async () => {
    const { clientId, certificate } = await place({ EncryptedResponses: "true" });
    const pem = `-----BEGIN CERTIFICATE-----\n${certificate!.replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`;
    const { X509Certificate } = await import("node:crypto");
    const encryptionPublicKey = new X509Certificate(pem).publicKey.export({ format: "pem", type: "spki" }).toString();
    upstream.state.settings = { ...upstream.state.settings, encryptionCert: pem, encryptionPublicKey };
    expect((await journey(clientId)).searchParams.get("code")).toBeTruthy();
  });

  test("takes an answer that nobody asked for where the provider may give one", async () => {
    const { clientId } = await place({ IDPInit: "true" }, ["Corp"]);
    const [pool] = (await server.call("ListUserPools", { MaxResults: 1 })).UserPools;
    const audience = `urn:amazon:cognito:sp:${pool?.Id}`;
    upstream.state.settings = { ...upstream.state.settings, audience };
    const { SAMLResponse } = (await (await fetch(`${upstream.url}/sso`)).json()) as { SAMLResponse: string };
    const RelayState = new URLSearchParams({
      identity_provider: "Corp",
      client_id: clientId,
      redirect_uri: CALLBACK,
      response_type: "code",
      scope: "email openid",
    }).toString();
    const answer = await browser(server.url).submit(ACS, { SAMLResponse, RelayState });
    expect(new URL(answer.location).searchParams.get("code")).toBeTruthy();
  });

  test("refuses an answer that nobody asked for where the provider may not", async () => {
    const { clientId } = await place({}, ["Corp"]);
    const { SAMLResponse } = (await (await fetch(`${upstream.url}/sso`)).json()) as { SAMLResponse: string };
    const answer = await browser(server.url).submit(ACS, { SAMLResponse, RelayState: query(clientId).toString() });
    expect(new URL(answer.location).searchParams.get("error_description")).toBe("Invalid relayState from identity provider");
  });
});

describe("signing out", () => {
  const BYE = "http://localhost:3000/bye";

  test("ends the session at the provider first where it wants that, with a signed request, and comes back", async () => {
    const { clientId } = await place({ IDPSignout: "true" });
    const { agent, fields } = await fetchResponse(clientId);
    await agent.submit(ACS, fields);
    const leaving = new URL((await agent.visit(`/logout?client_id=${clientId}&logout_uri=${encodeURIComponent(BYE)}`)).location);
    expect(leaving.origin + leaving.pathname).toBe(`${upstream.url}/slo`);
    expect([...leaving.searchParams.keys()].toSorted()).toEqual(["RelayState", "SAMLRequest", "SigAlg", "Signature"]);
    const request = inflateRawSync(Buffer.from(leaving.searchParams.get("SAMLRequest")!, "base64")).toString();
    expect(request).toContain("ada@corp.example");
    const back = await agent.submit("/saml2/logout", { SAMLResponse: "", RelayState: leaving.searchParams.get("RelayState")! });
    expect(back.location).toBe(BYE);
    expect(
      (await agent.visit(`/oauth2/authorize?${new URLSearchParams({ response_type: "code", client_id: clientId })}`)).location,
    ).toMatch(/^\/login/);
  });

  test("goes straight to the client where the provider has no part in it", async () => {
    const { clientId } = await place();
    const { agent, fields } = await fetchResponse(clientId);
    await agent.submit(ACS, fields);
    expect((await agent.visit(`/logout?client_id=${clientId}&logout_uri=${encodeURIComponent(BYE)}`)).location).toBe(BYE);
  });

  test("leads nowhere with a state of somebody's sign-in", async () => {
    const { clientId } = await place();
    const { fields } = await fetchResponse(clientId);
    expect((await browser(server.url).submit("/saml2/logout", { RelayState: fields.RelayState })).location).toBe(
      "/error?error=Invalid+state",
    );
  });
});

describe("a response that is not to be believed", () => {
  const submitted = async (clientId: string, change: (xml: string) => string) => {
    const { agent, fields } = await fetchResponse(clientId);
    const answer = await agent.submit(ACS, { ...fields, SAMLResponse: changed(fields.SAMLResponse, change) });
    return Object.fromEntries(new URL(answer.location).searchParams);
  };

  test.each<[string, (xml: string) => string]>([
    ["with another user in it", (xml) => xml.replace("ada@corp.example", "eve@corp.example")],
    ["with another attribute in it", (xml) => xml.replace("ada@example.com", "eve@example.com")],
    ["without its signature", (xml) => xml.replace(/<Signature.*?<\/Signature>/s, "")],
    [
      "with a second assertion before the signed one",
      (xml) =>
        xml.replace(
          /(<saml:Assertion .*<\/saml:Assertion>)/s,
          (whole) =>
            whole
              .replace(/<Signature.*?<\/Signature>/s, "")
              .replace(/ID="[^"]+"/, 'ID="_evil"')
              .replace("ada@corp", "eve@corp") + whole,
        ),
    ],
    [
      "with the signed assertion wrapped in another",
      (xml) =>
        xml.replace(/(<saml:Assertion .*<\/saml:Assertion>)/s, (whole) =>
          whole
            .replace(/<Signature.*?<\/Signature>/s, "")
            .replace(/ID="[^"]+"/, 'ID="_evil"')
            .replace("ada@corp", "eve@corp")
            .replace("</saml:Assertion>", `${whole}</saml:Assertion>`),
        ),
    ],
  ])("%s is refused", async (_, change) => {
    const { poolId, clientId } = await place();
    const refused = await submitted(clientId, change);
    expect(refused).toMatchObject({ error: "server_error", error_description: expect.stringMatching(/^Invalid SAML response received: /) });
    expect((await server.call("ListUsers", { UserPoolId: poolId })).Users).toHaveLength(1);
  });

  test("a comment inside the name changes nothing of it", async () => {
    const { clientId } = await place();
    upstream.state.settings = { ...upstream.state.settings, nameId: "ada@corp.example.evil.example" };
    const { agent, fields } = await fetchResponse(clientId);
    const SAMLResponse = changed(fields.SAMLResponse, (xml) => xml.replace("ada@corp.example.evil", "ada@corp.example<!-- -->.evil"));
    const answer = await agent.submit(ACS, { ...fields, SAMLResponse });
    // Comments are no part of what is signed (exclusive canonicalization leaves them out): it is taken, and the name is whole.
    expect((await idTokenOf(clientId, new URL(answer.location)))["cognito:username"]).toBe("Corp_ada@corp.example.evil.example");
  });

  test("signed by somebody else is refused", async () => {
    const { clientId } = await place();
    upstream.state.settings = { ...upstream.state.settings, forger: await identity("idp.example") };
    expect(Object.fromEntries((await journey(clientId)).searchParams)).toEqual(refusal("SAML Response signature is invalid"));
  });

  test("for another audience is refused", async () => {
    const { clientId } = await place();
    upstream.state.settings = { ...upstream.state.settings, audience: "urn:amazon:cognito:sp:us-east-1_Other0000" };
    expect((await journey(clientId)).searchParams.get("error_description")).toContain("audience");
  });

  test("for another address is refused", async () => {
    const { clientId } = await place();
    upstream.state.settings = { ...upstream.state.settings, recipient: "https://other.example/acs" };
    expect((await journey(clientId)).searchParams.get("error")).toBe("server_error");
  });

  test("sent a second time is refused", async () => {
    const { clientId } = await place();
    const { agent, fields } = await fetchResponse(clientId);
    const cookies = new Map(agent.jar);
    expect(new URL((await agent.submit(ACS, fields)).location).searchParams.get("code")).toBeTruthy();
    for (const [name, value] of cookies) agent.jar.set(name, value);
    expect(Object.fromEntries(new URL((await agent.submit(ACS, fields)).location).searchParams)).toEqual(
      refusal("The assertion has been used already"),
    );
  });

  test("for another request is refused", async () => {
    const { clientId } = await place();
    const first = await fetchResponse(clientId);
    const second = await fetchResponse(clientId, first.agent);
    const mixed = { SAMLResponse: first.fields.SAMLResponse, RelayState: second.fields.RelayState };
    expect(new URL((await first.agent.submit(ACS, mixed)).location).searchParams.get("error")).toBe("server_error");
  });

  test("with a document type and entities is refused at once", async () => {
    const { clientId } = await place();
    const bomb = (xml: string) => `<!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>${xml}`;
    expect((await submitted(clientId, bomb))["error"]).toBe("server_error");
  });

  test("that is no XML is refused", async () => {
    const { clientId } = await place();
    expect((await submitted(clientId, () => "nonsense"))["error"]).toBe("server_error");
  });
});
