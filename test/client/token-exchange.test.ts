import * as openid from "openid-client";
import { describe, expect, test } from "vitest";
import { claimsOf, hostedClient, hostedPool, postForm, tokensOf } from "../support/hosted.ts";
import { useTestServer } from "../support/server.ts";

const server = await useTestServer();

const GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";
const TYPE = "urn:ietf:params:oauth:token-type:";

async function place(flows = ["ALLOW_TOKEN_EXCHANGE_DELEGATION", "ALLOW_TOKEN_EXCHANGE_IMPERSONATION"]) {
  const { poolId } = await hostedPool(server);
  const Scopes = [{ ScopeName: "read", ScopeDescription: "r" }];
  await server.call("CreateResourceServer", { UserPoolId: poolId, Identifier: "https://solar.example.com", Name: "Solar", Scopes });
  const scopes = { AllowedOAuthScopes: ["openid", "email", "https://solar.example.com/read"] };
  const web = (await hostedClient(server, poolId, scopes)).UserPoolClient.ClientId;
  const tokens = await tokensOf(server, { clientId: web, scope: "openid email https://solar.example.com/read" });
  const { UserPoolClient } = await server.call("CreateUserPoolClient", {
    ...{ UserPoolId: poolId, ClientName: "agent", GenerateSecret: true, ExplicitAuthFlows: flows },
    AllowedOAuthScopes: ["openid", "https://solar.example.com/read"],
  });
  const { ClientId: clientId, ClientSecret: secret } = UserPoolClient;
  return { poolId, clientId, secret, tokens };
}

describe("openid-client exchanging a token", () => {
  test("gets one for a service further on, with who acts for the user", async () => {
    const { poolId, clientId, secret, tokens } = await place();
    const execute = [openid.allowInsecureRequests];
    const config = await openid.discovery(new URL(`${server.url}/${poolId}`), clientId, secret, undefined, { execute });
    const exchanged = await openid.genericGrantRequest(config, GRANT, {
      ...{ subject_token: tokens.access_token, subject_token_type: `${TYPE}access_token` },
      ...{ actor_token: tokens.id_token, actor_token_type: `${TYPE}id_token` },
      ...{ scope: "https://solar.example.com/read unknown", resource: "https://solar.example.com" },
    });
    expect(exchanged).toMatchObject({ issued_token_type: `${TYPE}access_token`, token_type: "bearer", expires_in: 3600 });
    expect(exchanged.scope).toBe("https://solar.example.com/read");
    expect(exchanged).not.toHaveProperty("refresh_token");
    const { sub } = claimsOf(tokens.access_token);
    const claims = claimsOf(exchanged.access_token);
    expect(claims).toMatchObject({ sub, client_id: clientId, aud: "https://solar.example.com", version: 2, act: { sub } });
  });

  test("gets an ID token where it asks for one", async () => {
    const { clientId, secret, tokens } = await place();
    const { status, body } = await postForm(`${server.url}/oauth2/token`, {
      ...{ grant_type: GRANT, client_id: clientId, client_secret: secret, audience: "reports", requested_token_type: `${TYPE}id_token` },
      ...{ subject_token: tokens.id_token, subject_token_type: `${TYPE}id_token` },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ issued_token_type: `${TYPE}id_token`, token_type: "N_A" });
    expect(claimsOf(body["access_token"]!)).toMatchObject({ token_use: "id", aud: "reports", "cognito:username": "ada" });
  });
});

describe("the token endpoint refuses an exchange", () => {
  const refusal = async (more: Record<string, string>, flows?: string[]) => {
    const { clientId, secret, tokens } = await place(flows);
    const { status, body } = await postForm(`${server.url}/oauth2/token`, {
      ...{ grant_type: GRANT, client_id: clientId, client_secret: secret },
      ...{ subject_token: tokens.access_token, subject_token_type: `${TYPE}access_token` },
      ...more,
    });
    expect(status).toBe(400);
    return body;
  };

  test.each([
    ["without the flow", {}, { error: "unauthorized_client" }, ["ALLOW_TOKEN_EXCHANGE_DELEGATION"]],
    [
      "of a token that is not to be believed",
      { subject_token: "x" },
      { error: "invalid_request", error_description: "Invalid Access Token" },
    ],
    [
      "of a token that is said to be another",
      { subject_token_type: `${TYPE}id_token` },
      { error: "invalid_request", error_description: "Invalid ID Token" },
    ],
    [
      "of an unknown type",
      { subject_token_type: "jwt" },
      { error: "invalid_request", error_description: "subject_token_type is not supported" },
    ],
    [
      "with an actor of no type",
      { actor_token: "x" },
      { error: "invalid_request", error_description: "actor_token_type is not supported" },
    ],
    [
      "for an assertion",
      { requested_token_type: `${TYPE}saml2` },
      { error: "invalid_request", error_description: "requested_token_type is not supported" },
    ],
    ["for scopes that cannot be had", { scope: "phone" }, { error: "invalid_scope" }],
    [
      "for a resource server that is none",
      { resource: "lunar" },
      { error: "invalid_target", error_description: "Resource server lunar does not exist." },
    ],
    ["with a wrong secret", { client_secret: "x".repeat(40) }, { error: "invalid_client", error_description: "invalid_client_secret" }],
  ] as [string, Record<string, string>, object, string[]?][])("%s", async (_name, more, expected, flows) => {
    expect(await refusal(more, flows)).toEqual(expected);
  });
});
