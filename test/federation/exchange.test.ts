import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { browser, claimsOf, hostedPool, postForm } from "../support/hosted.ts";
import { useTestServer } from "../support/server.ts";
import { startOidcUpstream } from "./oidc-upstream.ts";
import { identity, startSamlUpstream } from "./saml-upstream.ts";

const server = await useTestServer({ logLevel: "silent" });
const oidc = await startOidcUpstream();
const saml = await startSamlUpstream();
const BACK = "http://localhost:3000/back";
oidc.allow(BACK);
afterAll(async () => {
  await oidc.close();
  await saml.close();
});
beforeEach(() => {
  saml.reset();
  oidc.state.user = { sub: "1026" };
});

async function place() {
  const { poolId } = await hostedPool(server);
  const provider = { UserPoolId: poolId, AttributeMapping: {} };
  await server.call("CreateIdentityProvider", { ...provider, ProviderName: "Corp", ProviderType: "OIDC", ProviderDetails: oidc.details });
  const MetadataFile = saml.metadata;
  await server.call("CreateIdentityProvider", {
    ...provider,
    ProviderName: "Office",
    ProviderType: "SAML",
    ProviderDetails: { MetadataFile },
  });
  const scopes = { AllowedOAuthScopes: ["openid", "email"] };
  const flows = { ExplicitAuthFlows: ["ALLOW_TOKEN_EXCHANGE_DELEGATION", "ALLOW_TOKEN_EXCHANGE_IMPERSONATION"] };
  const { UserPoolClient } = await server.call("CreateUserPoolClient", { UserPoolId: poolId, ClientName: "agent", ...scopes, ...flows });
  for (const [ProviderName, ProviderAttributeValue] of [
    ["Corp", "1026"],
    ["Office", "ada@corp.example"],
  ] as const)
    await server.call("AdminLinkProviderForUser", {
      UserPoolId: poolId,
      DestinationUser: { ProviderName: "Cognito", ProviderAttributeValue: "ada" },
      SourceUser: { ProviderName, ProviderAttributeName: "Cognito_Subject", ProviderAttributeValue },
    });
  return { poolId, ClientId: UserPoolClient.ClientId };
}

/** The ID token that an application of the provider's own gets for whoever signs in there. */
async function idTokenOfProvider(): Promise<string> {
  const agent = browser(oidc.issuer);
  const query = new URLSearchParams({ client_id: "rockpool", response_type: "code", scope: "openid", redirect_uri: BACK });
  let location = `${oidc.issuer}/auth?${query}`;
  for (let step = 0; step < 8 && !location.startsWith(BACK); step += 1)
    location = new URL((await agent.visit(location)).location, oidc.issuer).href;
  const exchange = {
    ...{ grant_type: "authorization_code", redirect_uri: BACK, code: new URL(location).searchParams.get("code")! },
    ...{ client_id: "rockpool", client_secret: oidc.details.client_secret },
  };
  const answer = await fetch(`${oidc.issuer}/token`, { method: "POST", body: new URLSearchParams(exchange) });
  return ((await answer.json()) as { id_token: string }).id_token;
}

async function responseOfProvider(audience: string): Promise<string> {
  saml.state.settings = { ...saml.state.settings, audience };
  return ((await (await fetch(`${saml.url}/sso`)).json()) as { SAMLResponse: string }).SAMLResponse;
}

const audienceOf = (poolId: string): string => `urn:amazon:cognito:sp:${poolId}`;
const assertionIn = (response: string): string => {
  const [assertion = ""] = /<(saml:)?Assertion[\s\S]*<\/(saml:)?Assertion>/.exec(Buffer.from(response, "base64").toString()) ?? [];
  return Buffer.from(assertion).toString("base64url");
};

describe("exchanging the token of an OpenID Connect provider", () => {
  test("gives a token of the pool's user, and nobody is made for one whom the pool does not know", async () => {
    const { ClientId, poolId } = await place();
    const SubjectToken = await idTokenOfProvider();
    const request = { ClientId, SubjectToken, SubjectTokenType: "ID_TOKEN", SubjectTokenProviderName: "Corp" };
    const { IssuedToken } = await server.call("GetDerivedToken", { ...request, Scopes: ["openid"] });
    expect(claimsOf(IssuedToken)).toMatchObject({ username: "ada", client_id: ClientId, scope: "openid" });
    oidc.state.user = { sub: "2048" };
    expect(await server.refusal("GetDerivedToken", { ...request, SubjectToken: await idTokenOfProvider() })).toEqual({
      __type: "UserNotFoundException",
      message: "User does not exist.",
    });
    expect((await server.call("ListUsers", { UserPoolId: poolId })).Users).toHaveLength(1);
  });

  test("names an actor from there by subject and issuer, known to the pool or not", async () => {
    const { ClientId, poolId } = await place();
    const subject = await responseOfProvider(audienceOf(poolId));
    oidc.state.user = { sub: "robot" };
    const { IssuedToken } = await server.call("GetDerivedToken", {
      ...{ ClientId, SubjectToken: subject, SubjectTokenType: "SAML2", SubjectTokenProviderName: "Office" },
      ...{ ActorToken: await idTokenOfProvider(), ActorTokenType: "ID_TOKEN", ActorTokenProviderName: "Corp" },
    });
    expect(claimsOf(IssuedToken)).toMatchObject({ username: "ada", act: { sub: "robot", iss: oidc.issuer } });
  });

  test("refuses what was changed, what others signed, and what was issued for another client", async () => {
    const { ClientId, poolId } = await place();
    const token = await idTokenOfProvider();
    const [header, payload, signature] = token.split(".") as [string, string, string];
    const changed = Buffer.from(JSON.stringify({ ...claimsOf(token), sub: "1" })).toString("base64url");
    const request = { ClientId, SubjectTokenType: "ID_TOKEN", SubjectTokenProviderName: "Corp" };
    const own = (await server.call("AdminGetUser", { UserPoolId: poolId, Username: "ada" })).Username;
    expect(own).toBe("ada");
    const unsigned = Buffer.from(JSON.stringify({ alg: "none" })).toString("base64url");
    const bySecretOfNobody = Buffer.from(JSON.stringify({ alg: "HS256" })).toString("base64url");
    for (const SubjectToken of [
      `${header}.${changed}.${signature}`,
      `${unsigned}.${payload}.`,
      `${bySecretOfNobody}.${payload}.${signature}`,
      "x",
    ])
      expect(await server.refusal("GetDerivedToken", { ...request, SubjectToken })).toMatchObject({
        __type: "NotAuthorizedException",
        message: expect.stringMatching(/^The token of Corp is not valid: /),
      });
    const { UserPoolId, ProviderName } = { UserPoolId: poolId, ProviderName: "Corp" };
    await server.call("UpdateIdentityProvider", { UserPoolId, ProviderName, ProviderDetails: { ...oidc.details, client_id: "another" } });
    expect(await server.refusal("GetDerivedToken", { ...request, SubjectToken: token })).toEqual({
      __type: "NotAuthorizedException",
      message: "The token of Corp is not valid: The token is for another client",
    });
  });
});

describe("exchanging the assertion of a SAML provider", () => {
  test("takes it alone or in its response, for as long as it holds", async () => {
    const { ClientId, poolId } = await place();
    const response = await responseOfProvider(audienceOf(poolId));
    for (const SubjectToken of [response, assertionIn(response), assertionIn(response)]) {
      const request = { ClientId, SubjectToken, SubjectTokenType: "SAML2", SubjectTokenProviderName: "Office" };
      const { IssuedToken } = await server.call("GetDerivedToken", { ...request, Scopes: ["email"] });
      expect(claimsOf(IssuedToken)).toMatchObject({ username: "ada", scope: "email" });
    }
  });

  test("refuses one for another pool, one that was changed, and one that another has signed", async () => {
    const { ClientId, poolId } = await place();
    const refused = async (SubjectToken: string, reason: string) =>
      expect(
        await server.refusal("GetDerivedToken", { ClientId, SubjectToken, SubjectTokenType: "SAML2", SubjectTokenProviderName: "Office" }),
      ).toEqual({ __type: "NotAuthorizedException", message: expect.stringContaining(reason) });
    await refused(await responseOfProvider(audienceOf("us-east-1_AAAAAAAAA")), "audience mismatch");
    const response = await responseOfProvider(audienceOf(poolId));
    const changed = Buffer.from(assertionIn(response), "base64url").toString().replace("ada@corp.example", "eve@corp.example");
    await refused(Buffer.from(changed).toString("base64url"), "signature is invalid");
    const { key, pem } = await identity("eve.example");
    saml.state.settings = { ...saml.state.settings, forger: { key, pem } };
    await refused(await responseOfProvider(audienceOf(poolId)), "signature is invalid");
    await refused("x", "Office is not valid");
  });

  test("at the token endpoint the issuers say which provider each token is from", async () => {
    const { ClientId, poolId } = await place();
    const type = "urn:ietf:params:oauth:token-type:";
    const exchange = { grant_type: "urn:ietf:params:oauth:grant-type:token-exchange", client_id: ClientId };
    const subject = { subject_token: await responseOfProvider(audienceOf(poolId)), subject_token_type: `${type}saml2` };
    const actor = { actor_token: await idTokenOfProvider(), actor_token_type: `${type}id_token` };
    const { body } = await postForm(`${server.url}/oauth2/token`, { ...exchange, ...subject, ...actor });
    expect(claimsOf(body["access_token"]!)).toMatchObject({ username: "ada", act: { sub: "1026", iss: oidc.issuer } });
  });

  test("is not taken by a provider of another kind", async () => {
    const { ClientId } = await place();
    const request = { ClientId, SubjectToken: "x", SubjectTokenType: "SAML2", SubjectTokenProviderName: "Corp" };
    expect(await server.refusal("GetDerivedToken", request)).toEqual({
      __type: "InvalidParameterException",
      message: "The provider Corp of type OIDC issues no tokens of type SAML2.",
    });
  });
});
