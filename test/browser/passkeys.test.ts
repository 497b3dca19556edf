import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { addAuthenticator, type Browser, chromiumTool, launchChromium, openPage, type Page } from "../support/chromium.ts";
import { useTestServer } from "../support/server.ts";

const PASSWORD = "Corr3ct-Horse";

const server = await useTestServer();

/** What an app's page does: it talks to the pool by itself, and hands options and answers to the browser as they are. */
const PAGE = `<!doctype html><title>App</title><script>
  const call = async (operation, input) => {
    const response = await fetch(window.endpoint, {
      method: "POST",
      headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "AWSCognitoIdentityProviderService." + operation },
      body: JSON.stringify(input),
    });
    const body = await response.json();
    if (!response.ok) throw new Error(body.__type);
    return body;
  };
  const register = async (AccessToken) => {
    const { CredentialCreationOptions } = await call("StartWebAuthnRegistration", { AccessToken });
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(CredentialCreationOptions);
    const credential = await navigator.credentials.create({ publicKey });
    await call("CompleteWebAuthnRegistration", { AccessToken, Credential: credential.toJSON() });
    return credential.id;
  };
  const signIn = async (ClientId, USERNAME) => {
    const asked = await call("InitiateAuth", { ClientId, AuthFlow: "USER_AUTH", AuthParameters: { USERNAME, PREFERRED_CHALLENGE: "WEB_AUTHN" } });
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(asked.ChallengeParameters.CREDENTIAL_REQUEST_OPTIONS));
    const credential = await navigator.credentials.get({ publicKey });
    const ChallengeResponses = { USERNAME, CREDENTIAL: JSON.stringify(credential.toJSON()) };
    const done = await call("RespondToAuthChallenge", { ClientId, ChallengeName: "WEB_AUTHN", Session: asked.Session, ChallengeResponses });
    return done.AuthenticationResult.AccessToken;
  };
</script>`;

describe.skipIf(chromiumTool.missing)(chromiumTool.suite("passkeys in Chromium with a virtual authenticator"), () => {
  let site: Server;
  let browser: Browser;
  let page: Page;
  let clientId: string;
  let accessToken: string;
  let poolId: string;

  beforeAll(async () => {
    site = createServer((_request, response) => response.setHeader("content-type", "text/html").end(PAGE));
    await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
    browser = await launchChromium();
  });

  afterEach(() => page.context().close());

  afterAll(async () => {
    await browser.close();
    site.close();
  });

  beforeEach(async () => {
    poolId = (
      await server.call("CreateUserPool", {
        PoolName: "keys",
        Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "WEB_AUTHN"] } },
      })
    ).UserPool.Id;
    await configure("localhost");
    const flows = ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH"];
    clientId = (await server.call("CreateUserPoolClient", { UserPoolId: poolId, ClientName: "web", ExplicitAuthFlows: flows }))
      .UserPoolClient.ClientId;
    await server.call("AdminCreateUser", { UserPoolId: poolId, Username: "ada", MessageAction: "SUPPRESS" });
    await server.call("AdminSetUserPassword", { UserPoolId: poolId, Username: "ada", Password: PASSWORD, Permanent: true });
    const signedIn = await server.call("InitiateAuth", {
      ClientId: clientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: "ada", PASSWORD },
    });
    accessToken = signedIn.AuthenticationResult.AccessToken;
    page = await openSite();
  });

  const configure = (RelyingPartyId: string) =>
    server.call("SetUserPoolMfaConfig", { UserPoolId: poolId, WebAuthnConfiguration: { RelyingPartyId, UserVerification: "required" } });

  /** A page with an authenticator of its own, on a name that browsers take for safe without TLS. */
  async function openSite(): Promise<Page> {
    const opened = await openPage(browser);
    await addAuthenticator(opened);
    await opened.goto(`http://localhost:${(site.address() as AddressInfo).port}/`);
    await opened.evaluate(`window.endpoint = ${JSON.stringify(server.url)}`);
    return opened;
  }

  const register = () => page.evaluate<string>(`register(${JSON.stringify(accessToken)})`);

  test("a passkey that the browser makes is listed, and signs in, twice", async () => {
    const id = await register();
    const { Credentials } = await server.call("ListWebAuthnCredentials", { AccessToken: accessToken });
    expect(Credentials).toMatchObject([
      { CredentialId: id, RelyingPartyId: "localhost", AuthenticatorAttachment: "platform", AuthenticatorTransports: ["internal"] },
    ]);
    for (let round = 0; round < 2; round += 1) {
      const token = await page.evaluate<string>(`signIn(${JSON.stringify(clientId)}, "ada")`);
      expect((await server.call("GetUser", { AccessToken: token })).Username).toBe("ada");
    }
  });

  test("a second passkey on the same authenticator is refused by the browser, for the first one is excluded", async () => {
    await register();
    await expect(register()).rejects.toThrow(/InvalidStateError|already registered/);
  });

  test("a relying party that is not the page's is refused by the browser", async () => {
    await configure("example.com");
    await expect(register()).rejects.toThrow(/SecurityError|relying party/i);
  });
});
