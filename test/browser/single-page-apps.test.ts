import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { trustingChromium } from "../support/chromium.ts";
import { claimsOf, postForm } from "../support/hosted.ts";
import { useTestServer } from "../support/server.ts";
import { type BundledApp, serveApp } from "./bundled-app.ts";
import { HostedPages, PASSWORD } from "./hosted-pages.ts";

const server = await useTestServer({ tls: true });
const { tlsUrl = "" } = server;

/** Sets up a pool whose client comes back to this app. */
async function poolFor(hosted: HostedPages, app: BundledApp): Promise<void> {
  await hosted.setUp({ version: 2, client: { CallbackURLs: [app.home], LogoutURLs: [app.home] } });
  await hosted.user("ada", { email: "ada@example.com", email_verified: "true", name: "Ada" });
}

async function fillInPages(hosted: HostedPages): Promise<void> {
  await hosted.expectHeading("Sign in");
  await hosted.submit({ username: "ada", password: PASSWORD }, "Sign in");
}

describe.skipIf(trustingChromium.missing)(trustingChromium.suite("oidc-client-ts and react-oidc-context in a browser"), () => {
  const hosted = new HostedPages(server);
  let app: BundledApp;

  beforeEach(async () => {
    app ??= await serveApp("react-oidc.jsx", '<main id="app"></main>');
    await poolFor(hosted, app);
    app.configure({ authority: `${tlsUrl}/${hosted.poolId}`, clientId: hosted.clientId, endSession: `${tlsUrl}/logout` });
  });
  afterAll(() => app?.close());

  const token = async () => (await hosted.page.locator("#token").textContent()) ?? "";

  test("sign in through the pages, read who it is, renew, and sign out", async () => {
    const { page } = hosted;
    await page.goto(app.home);
    await hosted.press("Sign in");
    await fillInPages(hosted);
    await page.waitForURL(app.home);
    await page.locator("#who").filter({ hasText: "ada@example.com" }).waitFor();
    expect(await page.locator("#name").textContent()).toBe("Ada");
    const first = await token();
    expect(claimsOf(first)).toMatchObject({ iss: `${tlsUrl}/${hosted.poolId}`, client_id: hosted.clientId, token_use: "access" });
    await hosted.press("Renew");
    await page.locator("#token").filter({ hasNotText: first }).waitFor();
    expect(claimsOf(await token())).toMatchObject({ sub: claimsOf(first).sub, client_id: hosted.clientId });
    await hosted.press("Sign out");
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    expect(page.url()).toBe(app.home);
    await hosted.press("Sign in");
    await hosted.expectHeading("Sign in");
  });

  test("revoke the refresh token, after which it renews nothing", async () => {
    const { page } = hosted;
    await page.goto(app.home);
    await hosted.press("Sign in");
    await fillInPages(hosted);
    await page.locator("#who").waitFor();
    const revoked = page.waitForResponse((response) => response.url() === `${tlsUrl}/oauth2/revoke`);
    await hosted.press("Revoke");
    expect((await revoked).status()).toBe(200);
    const sent = new URLSearchParams((await revoked).request().postData() ?? "");
    const form = { grant_type: "refresh_token", client_id: hosted.clientId, refresh_token: sent.get("token")! };
    expect(await postForm(`${server.url}/oauth2/token`, form)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
  });

  test("are told what the pages refuse", async () => {
    await server.call("UpdateUserPoolClient", {
      ...(await server.call("DescribeUserPoolClient", { UserPoolId: hosted.poolId, ClientId: hosted.clientId })).UserPoolClient,
      AllowedOAuthScopes: ["openid"],
    });
    await hosted.page.goto(app.home);
    await hosted.press("Sign in");
    await hosted.page.getByRole("alert").filter({ hasText: "invalid_scope" }).waitFor();
  });
});

describe.skipIf(trustingChromium.missing)(trustingChromium.suite("Amplify in a browser"), () => {
  const hosted = new HostedPages(server);
  let app: BundledApp;
  const texts = ["who", "state", "token", "error"].map((id) => `<p id="${id}"></p>`).join("");
  const buttons = ["in", "provider", "renew", "out"].map((id) => `<button id="${id}">${id}</button>`).join("");

  beforeEach(async () => {
    app ??= await serveApp("amplify.js", texts + buttons);
    await poolFor(hosted, app);
    app.configure({
      userPoolId: hosted.poolId,
      userPoolClientId: hosted.clientId,
      userPoolEndpoint: tlsUrl,
      domain: new URL(tlsUrl).host,
    });
  });
  afterAll(() => app?.close());

  const shown = (id: string, text: string) => hosted.page.locator(`#${id}`).filter({ hasText: text }).waitFor();

  test("signInWithRedirect leads through the pages and back, and everything after it works", async () => {
    const { page } = hosted;
    await page.goto(app.home);
    await shown("who", "nobody");
    await page.click("#in");
    await fillInPages(hosted);
    await shown("who", "ada ada@example.com");
    await shown("state", "kept & safe");
    const first = (await page.locator("#token").textContent())!;
    expect(claimsOf(first)).toMatchObject({ iss: `${tlsUrl}/${hosted.poolId}`, username: "ada" });
    await page.click("#renew");
    await page.locator("#token").filter({ hasNotText: first }).waitFor();
    await page.click("#out");
    await page.waitForURL(app.home);
    await shown("who", "nobody");
    await page.click("#in");
    await hosted.expectHeading("Sign in");
  });
});
