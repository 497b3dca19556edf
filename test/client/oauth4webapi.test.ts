import * as oauth from "oauth4webapi";
import { describe, expect, test } from "vitest";
import { browser, CALLBACK, hostedPool, signIn } from "../support/hosted.ts";
import { useTestServer } from "../support/server.ts";

const server = await useTestServer();
const insecure = { [oauth.allowInsecureRequests]: true };

describe("oauth4webapi", () => {
  test("discovers, signs in with PKCE, reads userInfo, refreshes and revokes", async () => {
    const { poolId, clientId } = await hostedPool(server);
    const issuer = new URL(`${server.url}/${poolId}`);
    const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
    const client: oauth.Client = { client_id: clientId };
    const verifier = oauth.generateRandomCodeVerifier();
    const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
    const callback = await signIn(browser(server.url), {
      client_id: clientId,
      redirect_uri: CALLBACK,
      response_type: "code",
      scope: "openid email",
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      state,
      nonce,
    });
    const answer = oauth.validateAuthResponse(as, client, callback, state);
    const none = oauth.None();
    const exchanged = await oauth.authorizationCodeGrantRequest(as, client, none, answer, CALLBACK, verifier, insecure);
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, exchanged, { expectedNonce: nonce, requireIdToken: true });
    const claims = oauth.getValidatedIdTokenClaims(tokens)!;
    const info = await oauth.userInfoRequest(as, client, tokens.access_token, insecure);
    expect(await oauth.processUserInfoResponse(as, client, claims.sub, info)).toMatchObject({ email: "ada@example.com" });
    const refresh = () => oauth.refreshTokenGrantRequest(as, client, none, tokens.refresh_token!, insecure);
    expect((await oauth.processRefreshTokenResponse(as, client, await refresh())).access_token).not.toBe(tokens.access_token);
    await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, none, tokens.refresh_token!, insecure));
    await expect(oauth.processRefreshTokenResponse(as, client, await refresh())).rejects.toMatchObject({
      error: "invalid_grant",
      status: 400,
    });
  });
});
