import * as oidc from "openid-client";
import { describe, expect, test } from "vitest";
import { browser, CALLBACK, hostedPool, signIn } from "../support/hosted.ts";
import { useTestServer } from "../support/server.ts";

const server = await useTestServer();

const discover = (poolId: string, clientId: string, auth: oidc.ClientAuth) =>
  oidc.discovery(new URL(`${server.url}/${poolId}`), clientId, undefined, auth, { execute: [oidc.allowInsecureRequests] });

/** The address that the browser is sent back to, after a sign-in that the library has begun. */
async function signedIn(config: oidc.Configuration, parameters: Record<string, string>) {
  const address = oidc.buildAuthorizationUrl(config, { redirect_uri: CALLBACK, scope: "openid email", ...parameters });
  return signIn(browser(server.url), Object.fromEntries(address.searchParams));
}

describe("openid-client", () => {
  test("signs in with PKCE, state and nonce, and reads who it is", async () => {
    const { poolId, clientId } = await hostedPool(server);
    const config = await discover(poolId, clientId, oidc.None());
    const verifier = oidc.randomPKCECodeVerifier();
    const [state, nonce] = [oidc.randomState(), oidc.randomNonce()];
    const callback = await signedIn(config, {
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      state,
      nonce,
    });
    const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce };
    const tokens = await oidc.authorizationCodeGrant(config, callback, checks);
    expect(tokens.claims()).toMatchObject({ aud: clientId, email: "ada@example.com", "cognito:username": "ada" });
    const info = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims()!.sub);
    expect(info).toMatchObject({ username: "ada", email: "ada@example.com", email_verified: "true" });
  });

  test("with a secret, in the header and in the form", async () => {
    for (const auth of [oidc.ClientSecretBasic, oidc.ClientSecretPost]) {
      const { poolId, clientId, secret } = await hostedPool(server, { client: { GenerateSecret: true } });
      const config = await discover(poolId, clientId, auth(secret));
      const callback = await signedIn(config, {});
      const tokens = await oidc.authorizationCodeGrant(config, callback);
      expect(tokens.claims()).toMatchObject({ aud: clientId });
      const refused = await oidc
        .authorizationCodeGrant(await discover(poolId, clientId, auth("wrong")), callback)
        .catch((error: unknown) => error);
      expect(refused).toMatchObject({ error: "invalid_client", error_description: "invalid_client_secret" });
    }
  });
});
