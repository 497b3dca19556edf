import { describe, expect, test } from "vitest";
import { authorizePath, browser, CALLBACK, claimsOf, hostedPool, pkce, postForm, signIn } from "../support/hosted.ts";
import { useTestServer } from "../support/server.ts";

const server = await useTestServer();

describe("the code flow", () => {
  test("authorize, /login, the code and PKCE end in tokens of the OAuth endpoints", async () => {
    const { poolId, clientId } = await hostedPool(server);
    const { verifier, challenge } = pkce();
    const agent = browser(server.url);
    const callback = await signIn(agent, {
      response_type: "code",
      client_id: clientId,
      redirect_uri: CALLBACK,
      scope: "openid email",
      state: "a b&c",
      nonce: "n-1",
      code_challenge: challenge,
      code_challenge_method: "S256",
    });
    expect(callback.origin + callback.pathname).toBe(CALLBACK);
    expect([...callback.searchParams.keys()]).toEqual(["code", "state"]);
    expect(callback.searchParams.get("state")).toBe("a b&c");
    const code = callback.searchParams.get("code")!;
    expect(code).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const { status, body, headers } = await postForm(`${server.url}/oauth2/token`, {
      grant_type: "authorization_code",
      client_id: clientId,
      code,
      redirect_uri: CALLBACK,
      code_verifier: verifier,
    });
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("application/json;charset=UTF-8");
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(Object.keys(body)).toEqual(["id_token", "access_token", "refresh_token", "expires_in", "token_type"]);
    expect(body).toMatchObject({ expires_in: 3600, token_type: "Bearer" });
    expect(claimsOf(body["access_token"]!)).toMatchObject({
      iss: `${server.url}/${poolId}`,
      client_id: clientId,
      version: 2,
      scope: "openid email",
      token_use: "access",
      username: "ada",
    });
    const id = claimsOf(body["id_token"]!);
    expect(id).toMatchObject({ aud: clientId, nonce: "n-1", email: "ada@example.com", email_verified: true, at_hash: expect.any(String) });
    expect(id).not.toHaveProperty("name");
  });

  test("a signed-in browser goes straight to the callback, for every client of the pool and for no other pool", async () => {
    const { poolId, clientId } = await hostedPool(server);
    const other = await hostedPool(server);
    const second = (
      await server.call("CreateUserPoolClient", {
        UserPoolId: poolId,
        ClientName: "second",
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthFlows: ["code"],
        AllowedOAuthScopes: ["openid"],
        CallbackURLs: ["https://second.example.com/cb?x=1"],
        SupportedIdentityProviders: ["COGNITO"],
      })
    ).UserPoolClient.ClientId;
    const agent = browser(server.url);
    await signIn(agent, { response_type: "code", client_id: clientId });
    const silent = await agent.visit(authorizePath({ response_type: "code", client_id: second, state: "s" }));
    expect(silent.status).toBe(302);
    expect(silent.location).toMatch(/^https:\/\/second\.example\.com\/cb\?x=1&code=[0-9a-f-]{36}&state=s$/);
    const foreign = await agent.visit(authorizePath({ response_type: "code", client_id: other.clientId }));
    expect(foreign.location).toMatch(/^\/login\?/);
  });
});
