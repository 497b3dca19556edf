import { describe, expect, test } from "vitest";
import { LANGUAGES } from "#src/pages/languages/index.ts";
import type { InputOf } from "../support/api-client.ts";
import { chromiumTool } from "../support/chromium.ts";
import { useTestServer } from "../support/server.ts";
import { HostedPages, PASSWORD } from "./hosted-pages.ts";

const server = await useTestServer();
const SIGN_IN = /^(Sign in|submit)$/;
/** A red and a green square. */
const svg = (color: string) =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="40" height="40" fill="${color}"/></svg>`,
  ).toString("base64");
const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

describe.skipIf(chromiumTool.missing)(chromiumTool.suite("how the pages look"), () => {
  const hosted = new HostedPages(server);
  const styleOf = (selector: string, property: string) =>
    hosted.page.evaluate<string>(`getComputedStyle(document.querySelector(${JSON.stringify(selector)})).getPropertyValue("${property}")`);
  const brand = (
    Settings: InputOf<"CreateManagedLoginBranding">["Settings"],
    Assets: InputOf<"CreateManagedLoginBranding">["Assets"] = [],
  ) => server.call("CreateManagedLoginBranding", { UserPoolId: hosted.poolId, ClientId: hosted.clientId, Settings, Assets });

  test("managed login shows the style's colours, layout and images, in the mode that the reader prefers", async () => {
    await hosted.setUp({ version: 2 });
    await brand(
      {
        categories: {
          global: { colorSchemeMode: "DYNAMIC", pageHeader: { enabled: true }, pageFooter: { enabled: true } },
          form: { location: { horizontal: "START", vertical: "CENTER" } },
        },
        components: {
          primaryButton: { lightMode: { defaults: { backgroundColor: "7a1fa2ff", textColor: "ffffffff" } } },
          form: { borderRadius: 24, logo: { enabled: true } },
          pageHeader: { logo: { enabled: true, location: "END" } },
        },
      },
      [
        { Category: "FORM_LOGO", ColorMode: "LIGHT", Extension: "SVG", Bytes: svg("red") },
        { Category: "FORM_LOGO", ColorMode: "DARK", Extension: "SVG", Bytes: svg("green") },
        { Category: "PAGE_HEADER_LOGO", ColorMode: "DYNAMIC", Extension: "SVG", Bytes: svg("blue") },
        { Category: "PAGE_BACKGROUND", ColorMode: "LIGHT", Extension: "PNG", Bytes: PNG },
      ],
    );
    const logo = () => hosted.page.evaluate<string>("document.querySelector('.logo img').currentSrc");
    await hosted.open({ colorScheme: "light" });
    await hosted.visit();
    expect(await styleOf("button.primary", "background-color")).toBe("rgb(122, 31, 162)");
    expect(await styleOf(".card", "border-radius")).toBe("24px");
    expect(await styleOf("body", "background-image")).toContain("/PAGE_BACKGROUND/LIGHT");
    expect(await logo()).toContain("/FORM_LOGO/LIGHT");
    expect(
      await hosted.page.locator(".column").evaluate((element) => Math.round((element as unknown as { offsetLeft: number }).offsetLeft)),
    ).toBeLessThan(60);
    expect(
      await hosted.page
        .locator("img")
        .evaluateAll((images) => images.every((image) => (image as unknown as { naturalWidth: number }).naturalWidth > 0)),
    ).toBe(true);
    await hosted.expectGoodPage("branded-light");
    await hosted.open({ colorScheme: "dark" });
    await hosted.visit();
    expect(await styleOf("body", "background-color")).toBe("rgb(15, 27, 42)");
    expect(await logo()).toContain("/FORM_LOGO/DARK");
    await hosted.expectGoodPage("branded-dark");
  });

  test("a style that is dark is so for everybody", async () => {
    await hosted.setUp({ version: 2, pool: { Schema: [{ Name: "given_name", Required: true }] } });
    await brand({ categories: { global: { colorSchemeMode: "DARK" } } });
    await hosted.open({ colorScheme: "light" });
    for (const path of ["/login", "/signup", "/forgotPassword"]) {
      await hosted.visit(path);
      expect(await styleOf("body", "background-color")).toBe("rgb(15, 27, 42)");
      await hosted.expectGoodPage("dark");
    }
  });

  test("classic pages show the pool's logo and classes", async () => {
    await hosted.setUp({ version: 1 });
    await server.call("SetUICustomization", {
      UserPoolId: hosted.poolId,
      CSS: ".submitButton-customizable { background-color: #7a1fa2; } .banner-customizable { background-color: #eeeeff; }",
      ImageFile: PNG,
    });
    await hosted.visit();
    expect(await styleOf('.visible-lg [name="signInSubmitButton"]', "background-color")).toBe("rgb(122, 31, 162)");
    expect(
      await hosted.page
        .locator(".logo-customizable:visible")
        .evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth),
    ).toBe(1);
    await hosted.expectGoodPage("branded");
  });

  test.each([1, 2] as const)("version %i works without scripts: a sign-in, and a sign-up with its confirmation", async (version) => {
    await hosted.setUp({ version });
    await hosted.user("ada");
    await hosted.open({ javaScriptEnabled: false });
    await hosted.visit();
    await hosted.submit({ username: "ada", password: PASSWORD }, SIGN_IN);
    await hosted.expectSignedIn();
    await hosted.open({ javaScriptEnabled: false });
    await hosted.visit("/signup");
    await hosted.submit(
      { username: "grace", "requiredAttributes[email]": "grace@example.com", password: PASSWORD, confirmPassword: PASSWORD },
      "Sign up",
    );
    await hosted.submit({ code: await hosted.code("grace") }, "Confirm account");
    await hosted.expectSignedIn();
  });

  test.each([1, 2] as const)("version %i works by keyboard alone", async (version) => {
    await hosted.setUp({ version });
    await hosted.user("ada");
    await hosted.visit();
    const { keyboard } = hosted.page;
    // The name has the focus from the start.
    await keyboard.type("ada");
    await keyboard.press("Tab");
    await keyboard.type(PASSWORD);
    await keyboard.press("Enter");
    await hosted.expectSignedIn();
  });

  test.each(Object.keys(LANGUAGES))("in %s nothing sticks out of the pages", async (lang) => {
    await hosted.setUp({ version: 2, pool: { Schema: [{ Name: "birthdate", Required: true }] } });
    for (const path of ["/login", "/signup", "/forgotPassword"]) {
      await hosted.visit(path, { lang });
      await hosted.expectGoodPage(lang);
    }
  });

  test.each([1, 2] as const)("version %i says what is wrong with an app's request, and to developers in clear", async (version) => {
    await hosted.setUp({ version });
    await hosted.visit("/oauth2/authorize", { redirect_uri: "https://elsewhere.example.com" });
    await hosted.expectError("redirect_mismatch");
    await hosted.page.getByText(`letter by letter: ${hosted.callback}`).waitFor();
    await hosted.expectGoodPage();
  });

  test("other providers stand on the page, with the pool's own users or without", async () => {
    await hosted.setUp({ version: 2 });
    const details = { client_id: "id", client_secret: "secret", authorize_scopes: "openid email" };
    await server.call("CreateIdentityProvider", {
      UserPoolId: hosted.poolId,
      ProviderName: "Google",
      ProviderType: "Google",
      ProviderDetails: details,
    });
    await hosted.offer(["COGNITO", "Google"]);
    await hosted.visit();
    await hosted.page.getByRole("link", { name: "Continue with Google" }).waitFor();
    await hosted.expectGoodPage("providers");
  });
});
