import { createHash, randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { totpCode, totpStep } from "#src/crypto/totp.ts";
import { type Browser, launchChromium, openPage, type Page } from "../support/chromium.ts";
import { expectAccessible, expectFitsPhone, SIZES } from "../support/good-page.ts";
import type { TestServer } from "../support/server.ts";

export const PASSWORD = "Corr3ct-Horse";
export interface PoolSetting {
  /** 1: classic, 2: managed login. */
  readonly version: 1 | 2;
  readonly pool?: Record<string, unknown>;
  readonly client?: Record<string, unknown>;
}

/** A browser, an app that users come back to, and pools with pages, for the tests of one file. */
export class HostedPages {
  private browser!: Browser;
  private app!: Server;
  page!: Page;
  poolId!: string;
  clientId!: string;
  private version = 1;
  private clientSecret: string | undefined;
  private verifier = "";
  /** Of the browser, about the pages' scripts and styles. */
  private readonly complaints: string[] = [];

  constructor(private readonly server: TestServer) {
    beforeAll(async () => {
      this.app = createServer((request, response) =>
        response.setHeader("content-type", "text/html").end(`<!doctype html><title>App</title><p>${request.url?.replace(/[<&]/g, "")}`),
      );
      await new Promise<void>((resolve) => this.app.listen(0, "127.0.0.1", resolve));
      this.browser = await launchChromium(server.authority?.file);
    });
    beforeEach(() => this.open());
    afterEach(async () => {
      await this.page.context().close();
      // A policy that keeps the page's own style or script away would be seen here.
      expect(this.complaints.splice(0)).toEqual([]);
    });
    afterAll(async () => {
      await this.browser.close();
      this.app.close();
    });
  }

  /** A new browser profile. */
  async open(options: Parameters<Browser["newContext"]>[0] = {}): Promise<Page> {
    await this.page?.context().close();
    this.page = await openPage(this.browser, { viewport: SIZES.desktop, ...options });
    this.page.on("pageerror", (error) => this.complaints.push(error.message));
    this.page.on("console", (message) => {
      if (message.type() === "error" && !/status of 40\d|favicon/.test(message.text())) this.complaints.push(message.text());
    });
    return this.page;
  }

  get callback(): string {
    return `http://localhost:${(this.app.address() as AddressInfo).port}/callback`;
  }

  /** Over TLS where the server speaks it. `localhost` counts as safe for browsers, and can be a passkey's relying party. */
  get origin(): string {
    return this.server.tlsUrl ?? this.server.url.replace("127.0.0.1", "localhost");
  }

  /** Of the pool's domain. */
  get prefix(): string {
    return `hosted-${this.poolId.slice(-9).toLowerCase()}`;
  }

  async setUp({ version, pool, client }: PoolSetting): Promise<void> {
    this.version = version;
    const { UserPool } = await this.server.call("CreateUserPool", { PoolName: "hosted", AutoVerifiedAttributes: ["email"], ...pool });
    this.poolId = UserPool.Id;
    await this.server.call("CreateUserPoolDomain", {
      Domain: this.prefix,
      UserPoolId: this.poolId,
      ManagedLoginVersion: version,
    });
    const { UserPoolClient } = await this.server.call("CreateUserPoolClient", {
      UserPoolId: this.poolId,
      ClientName: "web",
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ["code"],
      AllowedOAuthScopes: ["openid", "email", "profile", "phone", "aws.cognito.signin.user.admin"],
      CallbackURLs: [this.callback],
      SupportedIdentityProviders: ["COGNITO"],
      ...client,
    });
    this.clientId = UserPoolClient.ClientId;
    this.clientSecret = UserPoolClient.ClientSecret;
  }

  /** Which providers the client has. */
  async offer(SupportedIdentityProviders: readonly string[]): Promise<void> {
    const { UserPoolClient } = await this.server.call("DescribeUserPoolClient", { UserPoolId: this.poolId, ClientId: this.clientId });
    await this.server.call("UpdateUserPoolClient", { ...UserPoolClient, SupportedIdentityProviders });
  }

  /** A user who can sign in. */
  async user(name: string, attributes: Record<string, string> = {}): Promise<void> {
    const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
    await this.server.call("AdminCreateUser", { UserPoolId: this.poolId, Username: name, MessageAction: "SUPPRESS", UserAttributes });
    await this.server.call("AdminSetUserPassword", { UserPoolId: this.poolId, Username: name, Password: PASSWORD, Permanent: true });
  }

  /** The base-32 secret of an app that the user has now. */
  async setUpAuthenticatorApp(username: string): Promise<string> {
    await this.server.call("UpdateUserPoolClient", {
      ...(await this.server.call("DescribeUserPoolClient", { UserPoolId: this.poolId, ClientId: this.clientId })).UserPoolClient,
      ExplicitAuthFlows: ["ALLOW_ADMIN_USER_PASSWORD_AUTH"],
    });
    const { AuthenticationResult } = await this.server.call("AdminInitiateAuth", {
      UserPoolId: this.poolId,
      ClientId: this.clientId,
      AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: username, PASSWORD },
    });
    const { AccessToken } = AuthenticationResult;
    const { SecretCode } = await this.server.call("AssociateSoftwareToken", { AccessToken });
    await this.server.call("VerifySoftwareToken", {
      AccessToken,
      UserCode: totpCode(SecretCode, totpStep(this.server.services.clock.now())),
    });
    return SecretCode;
  }

  /** The address that an app sends its users to. */
  address(path = "/oauth2/authorize", parameters: Record<string, string> = {}): string {
    this.verifier = randomBytes(32).toString("base64url");
    const query = new URLSearchParams({
      response_type: "code",
      client_id: this.clientId,
      redirect_uri: this.callback,
      state: "kept",
      scope: "openid email",
      code_challenge: createHash("sha256").update(this.verifier).digest("base64url"),
      code_challenge_method: "S256",
      ...parameters,
    });
    return `${this.origin}${path}?${query}`;
  }

  async visit(path?: string, parameters?: Record<string, string>): Promise<void> {
    await this.page.goto(this.address(path, parameters));
  }

  /** Nothing on the page keeps anybody out (axe-core), and nothing sticks out of a phone's window. */
  async expectGoodPage(label = ""): Promise<void> {
    await expectAccessible(this.page);
    await expectFitsPhone(this.page);
    const folder = process.env["ROCKPOOL_SCREENSHOTS"];
    if (folder) await this.screenshots(folder, label);
  }

  private async screenshots(folder: string, label: string): Promise<void> {
    const page = await this.page.locator("main").getAttribute("id");
    const state = (await this.page.getByRole("alert").filter({ visible: true }).count()) > 0 ? "-error" : "";
    const name = `v${this.version}-${page}${state}${label && `-${label}`}`;
    for (const [size, viewport] of Object.entries(SIZES)) {
      await this.page.setViewportSize(viewport);
      await this.page.screenshot({ path: `${folder}/${name}-${size}.png`, fullPage: true });
    }
    await this.page.setViewportSize(SIZES.desktop);
  }

  /** The last code that was sent to a user. */
  async code(username: string): Promise<string> {
    const [message] = await this.server.control.messages({ userPoolId: this.poolId, username });
    if (message?.code === undefined) throw new Error(`no code was sent to ${username}`);
    return message.code;
  }

  /** The link in the last message to a user, at this host. */
  async link(username: string): Promise<string> {
    const [message] = await this.server.control.messages({ userPoolId: this.poolId, username });
    const [href = ""] = /https?:[^"' ]+/.exec(message?.body ?? "") ?? [];
    const { pathname, search } = new URL(href.replaceAll("&amp;", "&"));
    return this.origin + pathname + search;
  }

  /** What the page says of the password while it is typed, by the demands' names on the classic page. */
  async expectChecks(checks: Readonly<Record<string, boolean>>): Promise<void> {
    for (const [rule, met] of Object.entries(checks))
      await this.page.locator(`[data-rule="${rule}"][data-met="${met ? "yes" : "no"}"]:visible`).waitFor();
  }

  /** Fills in the visible fields with these names and presses the button. */
  async submit(values: Record<string, string>, button: string | RegExp): Promise<void> {
    for (const [name, value] of Object.entries(values)) await this.page.locator(`[name="${name}"]:visible`).fill(value);
    await this.press(button);
  }

  async press(button: string | RegExp): Promise<void> {
    const name = this.page.getByRole("button", { name: button, exact: typeof button === "string" });
    await name.filter({ visible: true }).click();
  }

  /** Past the browser's own checks of what is filled in. */
  async letBrowserSendAnything(): Promise<void> {
    await this.page.locator("form").evaluateAll((forms) => {
      for (const form of forms) (form as unknown as { noValidate: boolean }).noValidate = true;
    });
  }

  async expectHeading(text: string): Promise<void> {
    await this.page.getByRole("heading", { name: text, exact: true }).filter({ visible: true }).waitFor();
  }

  async expectError(text: string | RegExp): Promise<void> {
    await this.page.getByRole("alert").filter({ hasText: text, visible: true }).waitFor();
  }

  async expectNotice(text: string): Promise<void> {
    await this.page.getByRole("status").filter({ hasText: text, visible: true }).waitFor();
  }

  /** Back at the app with a code, which is worth tokens: the claims of the ID token. */
  async expectSignedIn(): Promise<Record<string, unknown>> {
    await this.page.waitForURL((url) => url.href.startsWith(this.callback));
    const { searchParams } = new URL(this.page.url());
    expect(Object.fromEntries(searchParams)).toMatchObject({ code: expect.any(String), state: "kept" });
    const response = await fetch(`${this.server.url}/oauth2/token`, {
      method: "POST",
      headers: this.clientSecret
        ? { authorization: `Basic ${Buffer.from(`${this.clientId}:${this.clientSecret}`).toString("base64")}` }
        : {},
      body: new URLSearchParams({
        grant_type: "authorization_code",
        client_id: this.clientId,
        code: searchParams.get("code")!,
        redirect_uri: this.callback,
        code_verifier: this.verifier,
      }),
    });
    const body = (await response.json()) as { id_token: string };
    expect(response.status, JSON.stringify(body)).toBe(200);
    return JSON.parse(Buffer.from(body.id_token.split(".")[1]!, "base64url").toString()) as Record<string, unknown>;
  }
}
