import { beforeEach, describe, expect, test } from "vitest";
import { type Browser, browser } from "../support/hosted.ts";
import { startTestServer, type TestServer, useTestServer } from "../support/server.ts";

const server = await useTestServer();
const PASSWORD = "Corr3ct-Horse";
const CALLBACK = "https://app.example.com/callback";
const SOCIAL = { client_id: "id", client_secret: "secret", authorize_scopes: "openid email" };

let poolId: string;
let clientId: string;

async function hosted(on: TestServer, version: 1 | 2, { pool = {}, client = {} } = {}): Promise<void> {
  poolId = (await on.call("CreateUserPool", { PoolName: "hosted", ...pool })).UserPool.Id;
  await on.call("CreateUserPoolDomain", { Domain: "hosted-pages", UserPoolId: poolId, ManagedLoginVersion: version });
  const { UserPoolClient } = await on.call("CreateUserPoolClient", {
    UserPoolId: poolId,
    ClientName: "web",
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: ["code"],
    AllowedOAuthScopes: ["openid", "email"],
    CallbackURLs: [CALLBACK],
    SupportedIdentityProviders: ["COGNITO"],
    ...client,
  });
  clientId = UserPoolClient.ClientId;
  const email = [
    { Name: "email", Value: "ada@example.com" },
    { Name: "email_verified", Value: "true" },
  ];
  await on.call("AdminCreateUser", { UserPoolId: poolId, Username: "ada", MessageAction: "SUPPRESS", UserAttributes: email });
  await on.call("AdminSetUserPassword", { UserPoolId: poolId, Username: "ada", Password: PASSWORD, Permanent: true });
}

const address = (path: string, parameters: Record<string, string> = {}, on = server): string => {
  const query = { response_type: "code", client_id: clientId, redirect_uri: CALLBACK, state: "kept", ...parameters };
  return `${on.url}${path}?${new URLSearchParams(query)}`;
};

/** Text between tags, attributes unescaped enough to be looked at. */
const formAction = (html: string): string => (/<form action="([^"]+)"/.exec(html)?.[1] ?? "").replaceAll("&amp;", "&");
const hidden = (html: string, name: string): string | undefined => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1];

describe("sign-in by a script, as people's tests do it", () => {
  let agent: Browser;
  beforeEach(() => {
    agent = browser(server.url);
  });

  test("classic: the form's action, _csrf of the page, name and password lead to the callback", async () => {
    await hosted(server, 1);
    const first = await agent.visit(address("/oauth2/authorize"));
    expect(first.status).toBe(302);
    const page = await agent.visit(new URL(first.location, server.url).href);
    const html = page.text;
    expect(html).toContain(`id="signInFormUsername"`);
    expect(html).toContain(`id="signInFormPassword"`);
    expect(html).toMatch(/<input name="signInSubmitButton" type="Submit" value="Sign in"[^>]* aria-label="submit">/);
    expect(html.match(/name="cognitoSignInForm"/g)).toHaveLength(2);
    expect(html).toMatch(/visible-xs visible-sm.*visible-md visible-lg/s);
    expect(html).toContain("<title>Signin</title>");
    const _csrf = hidden(html, "_csrf")!;
    expect(_csrf).toBe(agent.jar.get("XSRF-TOKEN"));
    const action = new URL(formAction(html), server.url).href;
    const wrong = await agent.submit(action, { _csrf, username: "ada", password: "Wr0ng-Horse", cognitoAsfData: "" });
    expect(wrong.text).toMatch(/<p id="loginErrorMessage" class="errorMessage-customizable"[^>]*>Incorrect username or password\.</);
    const right = await agent.submit(action, { _csrf, username: "ada", password: PASSWORD, cognitoAsfData: "" });
    expect(right.status).toBe(302);
    expect(right.location).toMatch(/^https:\/\/app\.example\.com\/callback\?code=[\w-]+&state=kept$/);
    expect(agent.jar.get("XSRF-TOKEN")).not.toBe(_csrf);
  });

  test("managed login: two steps with every value as JSON", async () => {
    await hosted(server, 2, { client: { ExplicitAuthFlows: ["ALLOW_USER_AUTH"] } });
    await agent.visit(address("/login"));
    const csrf = JSON.stringify(agent.jar.get("XSRF-TOKEN"));
    const step = await agent.submit(address("/login"), { csrf, username: `"ada"`, cognitoAsfData: `""` });
    expect(step.location).toMatch(/^\/verifyPassword\?/);
    const body = { csrf, password: JSON.stringify(PASSWORD), cognitoAsfData: `""` };
    const done = await agent.submit(address("/verifyPassword"), body);
    expect(done.location).toMatch(/^https:\/\/app\.example\.com\/callback\?code=/);
  });

  test("managed login: a password in quotes is taken as it was typed into the page's own form", async () => {
    await hosted(server, 2);
    const Password = '"Corr3ct-Horse"';
    await server.call("AdminSetUserPassword", { UserPoolId: poolId, Username: "ada", Password, Permanent: true });
    const html = (await agent.visit(address("/login"))).text;
    // A script finds the token under managed login's name; the form itself sends the other one.
    expect(html).toContain(`name="csrf" value="&quot;${agent.jar.get("XSRF-TOKEN")}&quot;" disabled`);
    const body = { _csrf: hidden(html, "_csrf")!, username: "ada", password: Password };
    expect((await agent.submit(address("/login"), body)).location).toContain("code=");
  });

  test.each(["/login", "/signup", "/forgotPassword"])(
    "%s: a form without the browser's token, or with another's, is refused",
    async (path) => {
      await hosted(server, 2);
      await agent.visit(address(path));
      for (const _csrf of [undefined, "", "other"]) {
        const body = { username: "ada", password: PASSWORD, ...(_csrf !== undefined && { _csrf }) };
        expect((await agent.submit(address(path), body)).status).toBe(403);
      }
      const body = { username: "ada", password: PASSWORD, _csrf: "x" };
      expect((await browser(server.url).submit(address(path), body)).status).toBe(403);
    },
  );

  test("what one client's pages began, another's do not go on with", async () => {
    await hosted(server, 2, { client: { ExplicitAuthFlows: ["ALLOW_USER_AUTH"] } });
    await agent.visit(address("/login"));
    const _csrf = agent.jar.get("XSRF-TOKEN")!;
    await agent.submit(address("/login"), { _csrf, username: "ada" });
    expect((await agent.visit(address("/verifyPassword"))).status).toBe(200);
    const first = clientId;
    const { UserPoolClient } = await server.call("CreateUserPoolClient", {
      UserPoolId: poolId,
      ClientName: "other",
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ["code"],
      AllowedOAuthScopes: ["openid"],
      CallbackURLs: [CALLBACK],
      SupportedIdentityProviders: ["COGNITO"],
    });
    clientId = UserPoolClient.ClientId;
    expect(clientId).not.toBe(first);
    const other = await agent.visit(address("/verifyPassword"));
    expect([other.status, other.location.split("?")[0]]).toEqual([302, "/login"]);
  });
});

describe("every page", () => {
  test("is kept by nobody, framed by nobody, and runs nothing but its own", async () => {
    await hosted(server, 2);
    const { headers } = await browser(server.url).visit(address("/login"));
    expect(headers.get("content-type")).toBe("text/html;charset=UTF-8");
    expect(headers.get("cache-control")).toContain("no-store");
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; script-src 'nonce-[\w+/=]{20,}'; style-src 'nonce-[\w+/=]{20,}'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'$/,
    );
  });

  test.each([
    ["/mfa", 1],
    ["/mfaOption", 1],
    ["/mfaSetup", 2],
    ["/mfaSetup/totp", 2],
    ["/mfaSetup/sms", 2],
    ["/mfaSetup/email", 2],
    ["/changePassword", 1],
    ["/confirm", 1],
    ["/CONFIRMFORGOTPASSWORD", 1],
    ["/verifyPassword", 2],
    ["/selectChallenge", 2],
    ["/verifyPasskey", 2],
  ] as const)("%s, which nobody was led to, leads to the sign-in; what is sent there is too late", async (path, version) => {
    await hosted(server, version);
    const agent = browser(server.url);
    const shown = await agent.visit(address(path));
    expect([shown.status, shown.location]).toEqual([302, address("/login").slice(server.url.length)]);
    const body = { _csrf: agent.jar.get("XSRF-TOKEN")!, code: "123456", factor: "x", password: PASSWORD };
    const sent = await agent.submit(address(path), body);
    expect([sent.status, sent.text.includes("Something went wrong")]).toEqual([400, true]);
  });

  test("of managed login that classic pages do not have leads to the sign-in", async () => {
    await hosted(server, 1);
    const agent = browser(server.url);
    const login = address("/login").slice(server.url.length);
    await agent.visit(login);
    for (const path of ["/verifyPassword", "/selectChallenge", "/verifyPasskey", "/passkeys/add"]) {
      const answers = [
        await agent.visit(address(path)),
        await agent.submit(address(path), { _csrf: agent.jar.get("XSRF-TOKEN")!, password: PASSWORD }),
      ];
      expect(answers.map(({ status, location }) => [status, location])).toEqual(Array(2).fill([302, login]));
    }
  });

  test.each(["<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`])("shows %s as the text that it is", async (name) => {
    await hosted(server, 2, { pool: { Schema: [{ Name: "given_name", Required: true }] } });
    const agent = browser(server.url);
    for (const lang of ["en", name]) {
      const html = (await agent.visit(address("/login", { login_hint: name, state: name, lang }))).text;
      expect(html).not.toContain(name);
      expect(html).toContain(`value="${name.replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")}"`);
    }
    const body = {
      _csrf: agent.jar.get("XSRF-TOKEN")!,
      username: name,
      password: "x",
      "requiredAttributes[given_name]": name,
    };
    for (const path of ["/login", "/signup", "/forgotPassword"]) {
      const response = await agent.submit(address(path, { state: name }), body);
      expect(response.text).not.toContain(name);
    }
  });
});

describe("languages", () => {
  test("lang chooses one and a cookie keeps it; the service's errors are said in it", async () => {
    await hosted(server, 2);
    const agent = browser(server.url);
    const german = await agent.visit(address("/login", { lang: "de" }));
    expect(german.headers.get("content-language")).toBe("de");
    expect(german.text).toMatch(/<html lang="de"[^]*Melden Sie sich bei Ihrem Konto an\./);
    const body = { _csrf: agent.jar.get("XSRF-TOKEN")!, username: "ada", password: "Wr0ng-Horse" };
    const refused = await agent.submit(address("/login"), body);
    expect(refused.text).toContain("Benutzername oder Passwort ist falsch.");
    expect((await agent.visit(address("/signup"))).text).toContain("Erstellen Sie ein neues Konto.");
    expect((await agent.visit(address("/login", { lang: "tlh" }))).text).toContain('<html lang="de"');
    expect((await browser(server.url).visit(address("/login"))).text).toContain('<html lang="en"');
  });

  test("the classic pages speak English only", async () => {
    await hosted(server, 1);
    expect((await browser(server.url).visit(address("/login", { lang: "de" }))).text).toContain('<html lang="en"');
  });
});

describe("what pages leave to each other", () => {
  test("fits in a cookie however long the app's own state is", async () => {
    const Policies = { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "WEB_AUTHN"] } };
    await hosted(server, 2, {
      pool: { Policies, AutoVerifiedAttributes: ["email"] },
      client: { ExplicitAuthFlows: ["ALLOW_USER_AUTH"] },
    });
    const agent = browser(server.url);
    const at = (path: string) => address(path, { state: "long ".repeat(1000) });
    await agent.visit(at("/signup"));
    const submit = (path: string, fields: Record<string, string>) =>
      agent.submit(at(path), { _csrf: agent.jar.get("XSRF-TOKEN")!, ...fields });
    await submit("/signup", { username: "grace", password: PASSWORD, "requiredAttributes[email]": "grace@example.com" });
    const [message] = await server.control.messages({ username: "grace" });
    expect((await submit("/confirm", { code: message!.code! })).location).toMatch(/^\/passkeys\/add\?/);
    expect(agent.jar.get("page-data")!.length).toBeLessThan(4000);
    const { location } = await submit("/passkeys/add", { notNow: "true" });
    expect(new URL(location).searchParams.get("state")).toBe("long ".repeat(1000));
    expect(new URL(location).searchParams.get("code")).toBeTruthy();
  });

  test("is worth nothing once it was used", async () => {
    const EmailConfiguration = { EmailSendingAccount: "DEVELOPER", SourceArn: "arn:aws:ses:us-east-1:123456789012:identity/a@example.com" };
    // Codes for a second factor do not go where passwords are reset.
    const AccountRecoverySetting = { RecoveryMechanisms: [{ Name: "admin_only", Priority: 1 }] };
    await hosted(server, 1, { pool: { EmailConfiguration, AccountRecoverySetting } });
    const mfa = { UserPoolId: poolId, MfaConfiguration: "OPTIONAL", SoftwareTokenMfaConfiguration: { Enabled: true } };
    await server.call("SetUserPoolMfaConfig", { ...mfa, EmailMfaConfiguration: {} });
    await server.call("AdminSetUserMFAPreference", { UserPoolId: poolId, Username: "ada", EmailMfaSettings: { Enabled: true } });
    const agent = browser(server.url);
    await agent.visit(address("/login"));
    const submit = (path: string, fields: Record<string, string>) =>
      agent.submit(address(path), { _csrf: agent.jar.get("XSRF-TOKEN")!, ...fields });
    expect((await submit("/login", { username: "ada", password: PASSWORD })).location).toMatch(/^\/mfa\?/);
    expect((await agent.visit((await submit("/mfa", { resend: "true" })).location)).text).toContain("We sent a new code to a***@e***.");
    expect((await agent.visit(address("/login"))).text).not.toContain("We sent a new code");
    const left = agent.jar.get("page-data")!;
    const code = (await server.control.messages({ username: "ada" }))[0]!.code!;
    expect((await submit("/mfa", { code })).location).toContain("code=");
    expect(agent.jar.has("page-data")).toBe(false);
    agent.jar.set("page-data", left);
    const again = await submit("/mfa", { code });
    expect([again.status, again.text.includes("Something went wrong")]).toEqual([400, true]);
  });

  test("is gone after five minutes", async () => {
    await hosted(server, 1, { pool: { AutoVerifiedAttributes: ["email"] } });
    const agent = browser(server.url);
    await agent.visit(address("/forgotPassword"));
    const submit = (path: string, fields: Record<string, string>) =>
      agent.submit(address(path), { _csrf: agent.jar.get("XSRF-TOKEN")!, ...fields });
    await submit("/forgotPassword", { username: "ada" });
    server.advance(5 * 60);
    expect((await agent.visit(address("/confirmforgotPassword"))).location).toMatch(/^\/login\?/);
    expect((await submit("/confirmforgotPassword", { code: "123456", password: "N3w-Secret" })).status).toBe(400);
  });
});

describe("other providers", () => {
  const provide = async (name: string, identifiers: readonly string[] = []) =>
    server.call("CreateIdentityProvider", {
      UserPoolId: poolId,
      ProviderName: name,
      ProviderType: name === "Google" ? "Google" : "OIDC",
      ProviderDetails:
        name === "Google"
          ? SOCIAL
          : {
              ...SOCIAL,
              attributes_request_method: "GET",
              oidc_issuer: "https://idp.example.com",
              authorize_url: "https://idp.example.com/a",
              token_url: "https://idp.example.com/t",
              attributes_url: "https://idp.example.com/u",
              jwks_uri: "https://idp.example.com/k",
            },
      IdpIdentifiers: identifiers,
    });
  const offer = (SupportedIdentityProviders: readonly string[]) =>
    server.call("UpdateUserPoolClient", {
      UserPoolId: poolId,
      ClientId: clientId,
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ["code"],
      AllowedOAuthScopes: ["openid", "email"],
      CallbackURLs: [CALLBACK],
      SupportedIdentityProviders,
    });

  test.each([1, 2] as const)(
    "version %i: a button for each that the client has, with everything that the client asked for",
    async (version) => {
      await hosted(server, version);
      await provide("Google");
      await provide("Okta");
      await offer(["COGNITO", "Google"]);
      const html = (await browser(server.url).visit(address("/login"))).text;
      expect(html).toContain("Continue with Google");
      expect(html).not.toContain("Okta");
      const [, href = ""] = /href="(\/oauth2\/authorize\?[^"]+)"/.exec(html) ?? [];
      const query = new URL(href.replaceAll("&amp;", "&"), server.url).searchParams;
      expect(Object.fromEntries(query)).toEqual({
        response_type: "code",
        client_id: clientId,
        redirect_uri: CALLBACK,
        state: "kept",
        identity_provider: "Google",
      });
      if (version === 1) expect(html).toMatch(/class="btn socialButton-customizable"[^>]* aria-label="Google"/);
    },
  );

  test("without the pool's own users there is no form and no way to sign up", async () => {
    await hosted(server, 2);
    await provide("Google");
    await offer(["Google"]);
    const html = (await browser(server.url).visit(address("/login"))).text;
    expect(html).toContain("Continue with Google");
    expect(html).not.toMatch(/name="password"|\/signup/);
  });

  test("a style puts them in order, after the form, or behind a search by domain", async () => {
    await hosted(server, 2);
    await provide("Google");
    await provide("Okta", ["example.com"]);
    await offer(["COGNITO", "Google", "Okta"]);
    const methods = [{ display: "INPUT", type: "USERNAME_PASSWORD" }];
    const auth = {
      authMethodOrder: [[...methods, { display: "BUTTON", type: "FEDERATED" }]],
      federation: { interfaceStyle: "BUTTON_LIST", order: ["Okta", "Google"] },
    };
    const { ManagedLoginBranding } = await server.call("CreateManagedLoginBranding", {
      UserPoolId: poolId,
      ClientId: clientId,
      Settings: { categories: { auth } },
    });
    const agent = browser(server.url);
    expect((await agent.visit(address("/login"))).text).toMatch(/name="password"[^]*Continue with Okta[^]*Continue with Google/);
    const searching = { ...auth, authMethodOrder: [[{ display: "INPUT", type: "FEDERATED" }, ...methods]] };
    await server.call("UpdateManagedLoginBranding", {
      UserPoolId: poolId,
      ManagedLoginBrandingId: ManagedLoginBranding.ManagedLoginBrandingId,
      Settings: { categories: { auth: searching } },
    });
    const html = (await agent.visit(address("/login"))).text;
    expect(html).toMatch(/Continue with Google[^]*name="corporateEmail"[^]*name="password"/);
    expect(html).not.toContain("Continue with Okta");
    const search = (corporateEmail: string) => agent.submit(address("/login"), { _csrf: agent.jar.get("XSRF-TOKEN")!, corporateEmail });
    expect((await search("ada@Example.com")).location).toMatch(/^\/oauth2\/authorize\?.*&idp_identifier=example\.com$/);
    expect((await search("ada@elsewhere.example")).text).toContain("No sign-in option was found for this address.");
  });
});

describe("pages that only tell something", () => {
  test.each([
    ["redirect_mismatch", { redirect_uri: "https://other.example.com" }, CALLBACK],
    ["Required parameters missing", { client_id: "" }, "The request has no client_id."],
    ["invalid_request", { client_id: "nobody" }, "There is no app client nobody at this address."],
  ])("%s: 400, in the service's words, and in clear for developers", async (error, parameters, hint) => {
    await hosted(server, 2);
    const agent = browser(server.url);
    const { status, location } = await agent.visit(address("/oauth2/authorize", parameters));
    expect([status, location.split("?")[0]]).toEqual([302, "/error"]);
    const page = await agent.visit(location);
    expect(page.status).toBe(400);
    expect(page.text).toContain("An error was encountered with the requested page.");
    expect(page.text).toMatch(new RegExp(`role="alert" id="error">${error}<`));
    expect(page.text).toContain(hint);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  test("the error is shown as the text that it is, in the look of the client", async () => {
    await hosted(server, 1);
    const { text } = await browser(server.url).visit(`/error?${new URLSearchParams({ error: "<img src=x>", client_id: clientId })}`);
    expect(text).toMatch(/background-customizable.*&lt;img src=x&gt;/s);
    expect(text).not.toContain("<img src=x>");
  });

  test("a client without providers: 401, in the service's words, and in clear for developers", async () => {
    await hosted(server, 2, { client: { SupportedIdentityProviders: [] } });
    const { status, text } = await browser(server.url).visit(address("/login"));
    expect(status).toBe(401);
    expect(text).toContain("Login option is not available. Please try another one");
    expect(text).toContain("UpdateUserPoolClient sets them");
  });

  test("a form of another site is refused on a page that runs nothing", async () => {
    await hosted(server, 2);
    const { status, headers } = await browser(server.url).submit(address("/login"), { username: "ada", password: PASSWORD });
    expect(status).toBe(403);
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
  });
});

describe("the developers' bar", () => {
  test("fills in a user's name by a link, and can be switched off", async () => {
    await hosted(server, 2);
    const html = (await browser(server.url).visit(address("/login"))).text;
    expect(html).toContain('aria-label="For developers"');
    expect(html).toMatch(/href="\/login\?[^"]*login_hint=ada"/);
    expect(html).toContain("CreateManagedLoginBranding");
    expect((await browser(server.url).visit(address("/login", { login_hint: "ada" }))).text).toContain('value="ada"');
    const quiet = await startTestServer({ devBar: "off" });
    try {
      await hosted(quiet, 2);
      const page = await browser(quiet.url).visit(address("/login", {}, quiet));
      expect(page.status).toBe(200);
      expect(page.text).not.toMatch(/For developers|developer-bar|login_hint/);
    } finally {
      await quiet.close();
    }
  });
});

describe("the developers' bar on pages of codes and passkeys", () => {
  test("says to which name passkeys are bound, where browsers would refuse them", async () => {
    const Policies = { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "WEB_AUTHN"] } };
    await hosted(server, 2, { pool: { Policies } });
    const agent = browser(server.url);
    await agent.visit(address("/login"));
    await agent.submit(address("/login"), { _csrf: agent.jar.get("XSRF-TOKEN")!, username: "ada", password: PASSWORD });
    const { status, text } = await agent.visit(address("/passkeys/add"));
    expect(status).toBe(200);
    expect(text).toContain("bound to hosted-pages.auth.us-east-1.amazoncognito.com, and this page is at 127.0.0.1");
  });

  test("has the code that the user's authenticator app shows, which signs in", async () => {
    await hosted(server, 2);
    await server.call("SetUserPoolMfaConfig", {
      UserPoolId: poolId,
      MfaConfiguration: "ON",
      SoftwareTokenMfaConfiguration: { Enabled: true },
    });
    const agent = browser(server.url);
    await agent.visit(address("/login"));
    const submit = (path: string, fields: Record<string, string>) =>
      agent.submit(address(path), { _csrf: agent.jar.get("XSRF-TOKEN")!, ...fields });
    const { location } = await submit("/login", { username: "ada", password: PASSWORD });
    const { text } = await agent.visit(location);
    const [, code = ""] = /Code to authenticator app: <code>(\d{6})<\/code>/.exec(text) ?? [];
    expect((await submit("/mfaSetup/totp", { authentication_code: code })).location).toContain("code=");
  });
});

describe("a session in the browser", () => {
  test("the classic page offers to go on as who was signed in", async () => {
    await hosted(server, 1);
    const agent = browser(server.url);
    await agent.visit(address("/login"));
    const sign = (values: Record<string, string>) => agent.submit(address("/login"), { _csrf: agent.jar.get("XSRF-TOKEN")!, ...values });
    await sign({ username: "ada", password: PASSWORD });
    expect((await agent.visit(address("/login"))).text).toContain("Sign in as ada");
    expect((await sign({ signInAs: "true" })).location).toContain("code=");
    expect((await browser(server.url).visit(address("/login"))).text).not.toContain("Sign in as");
  });
});
