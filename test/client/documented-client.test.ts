import * as oauth from "oauth4webapi";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startDocumentServer } from "../clients/document-server.ts";
import { browser, CALLBACK, claimsOf, hostedPool, postForm, signIn } from "../support/hosted.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const insecure = { [oauth.allowInsecureRequests]: true };
const HOME = "http://localhost:4567/back";

let documents: Awaited<ReturnType<typeof startDocumentServer>>;
let server: TestServer;

beforeAll(async () => {
  documents = await startDocumentServer();
  server = await startTestServer({ allowPrivateAddresses: true }, { trustedCertificate: documents.pem });
});
afterAll(async () => {
  await server.close();
  await documents.close();
});

/** A pool that takes documented clients, whose app client has a secret and addresses of its own. */
async function place(path: string, more: object = {}) {
  const { poolId, clientId } = await hostedPool(server, { client: { GenerateSecret: true } });
  const URLPatterns = [`${documents.origin}${path}`];
  await server.call("CreateCIMDPolicy", { UserPoolId: poolId, ClientId: clientId, PolicyName: "assistants", URLPatterns });
  const url = documents.serve(path, {
    ...{ client_id: documents.origin + path, client_name: "An assistant", redirect_uris: [HOME] },
    ...{ token_endpoint_auth_method: "none", scope: "openid email" },
    ...more,
  });
  return { poolId, appClient: clientId, url };
}

const errorOf = async (parameters: Record<string, string>) => {
  const { location } = await browser(server.url).visit(
    `/oauth2/authorize?${new URLSearchParams({ response_type: "code", ...parameters })}`,
  );
  return location;
};

describe("oauth4webapi as a client that names itself by the address of its metadata document", () => {
  test("signs in with PKCE, reads userInfo, refreshes and revokes, at its own address and without a secret", async () => {
    const { poolId, appClient, url } = await place("/assistant.json");
    const issuer = new URL(`${server.url}/${poolId}`);
    const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
    const client: oauth.Client = { client_id: url };
    const [verifier, state] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState()];
    const callback = await signIn(browser(server.url), {
      ...{ client_id: url, redirect_uri: HOME, response_type: "code", scope: "openid email", state },
      ...{ code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256" },
    });
    expect(callback.href.startsWith(HOME)).toBe(true);
    const answer = oauth.validateAuthResponse(as, client, callback, state);
    const none = oauth.None();
    const response = await oauth.authorizationCodeGrantRequest(as, client, none, answer, HOME, verifier, insecure);
    const tokens = (await response.json()) as Record<"access_token" | "id_token" | "refresh_token", string>;
    expect(claimsOf(tokens.access_token)).toMatchObject({ client_id: appClient, scope: "openid email", username: "ada" });
    const info = await oauth.userInfoRequest(as, client, tokens.access_token, insecure);
    expect(await oauth.processUserInfoResponse(as, client, oauth.skipSubjectCheck, info)).toMatchObject({ email: "ada@example.com" });
    const refresh = () => oauth.refreshTokenGrantRequest(as, client, none, tokens.refresh_token, insecure);
    expect((await refresh()).status).toBe(200);
    await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, none, tokens.refresh_token, insecure));
    expect((await refresh()).status).toBe(400);
  });
});

describe("a client that names itself by an address is refused", () => {
  test("where no policy takes the address, and where its document is not to be had", async () => {
    const { url } = await place("/known.json");
    const unknown = `${documents.origin}/unknown.json`;
    documents.serve("/known.json", { status: 500, body: "" });
    for (const client_id of [unknown, url, "https://nobody.example.com/"])
      expect(await errorOf({ client_id, redirect_uri: HOME })).toBe(
        `/error?${new URLSearchParams({ error: "invalid_request", client_id })}`,
      );
    const { status, body } = await postForm(`${server.url}/oauth2/token`, {
      grant_type: "authorization_code",
      code: "x",
      client_id: unknown,
    });
    expect([status, body]).toEqual([400, { error: "invalid_client" }]);
  });

  test.each(["http://eve.example.com/", "javascript:alert(1)", "https://eve.example.com/#x", "nowhere"])(
    "for a document that leads to %s",
    async (uri) => {
      const { url } = await place("/leading.json", { redirect_uris: [HOME, uri] });
      expect(await errorOf({ client_id: url, redirect_uri: uri })).toContain("/error?error=invalid_request");
    },
  );

  test("at addresses of the app client, for scopes that its document does not want, and for tokens in the fragment", async () => {
    const { url } = await place("/narrow.json", { scope: "openid" });
    expect(await errorOf({ client_id: url, redirect_uri: CALLBACK })).toContain("/error?error=redirect_mismatch");
    expect(await errorOf({ client_id: url, redirect_uri: HOME, scope: "openid email" })).toContain("error_description=invalid_scope");
    expect(await errorOf({ client_id: url, redirect_uri: HOME, response_type: "token" })).toContain("error=unauthorized_client");
  });

  test("with a secret, be it the app client's, and for tokens that are no user's", async () => {
    const { url, poolId, appClient } = await place("/secret.json");
    const { ClientSecret } = (await server.call("DescribeUserPoolClient", { UserPoolId: poolId, ClientId: appClient })).UserPoolClient;
    const ask = async (form: Record<string, string>) => (await postForm(`${server.url}/oauth2/token`, { client_id: url, ...form })).body;
    expect(await ask({ grant_type: "client_credentials", client_secret: ClientSecret })).toMatchObject({ error: "invalid_client" });
    expect(await ask({ grant_type: "client_credentials" })).toEqual({ error: "unauthorized_client" });
  });
});
