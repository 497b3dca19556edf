import { describe, expect, test } from "vitest";
import { classicLook } from "#src/pages/theme/classic.ts";
import { managedLook } from "#src/pages/theme/managed.ts";
import type { Branding, BrandingAsset } from "#src/records/branding.ts";
import type { UiCustomization } from "#src/records/ui-customizations.ts";

const branding = (settings?: Record<string, unknown>): Branding => ({
  poolId: "us-east-1_Abc",
  id: "b1",
  clientId: "c1",
  settings,
  createdAt: 0,
  modifiedAt: 0,
});
const asset = (
  category: BrandingAsset["category"],
  colorMode: BrandingAsset["colorMode"],
  more: Partial<BrandingAsset> = {},
): BrandingAsset => ({
  poolId: "us-east-1_Abc",
  brandingId: "b1",
  category,
  colorMode,
  extension: "PNG",
  bytes: "",
  ...more,
});

describe("managed login", () => {
  test("without a style it has the service's own colours, light", () => {
    const { css, mode, providers } = managedLook(undefined);
    expect(mode).toBe("light");
    expect(css).toContain("color-scheme:light;");
    expect(css).toContain("--primary-background:light-dark(#0972d3ff,#539fe5ff)");
    expect(css).toContain("--button-radius:8px");
    expect(providers).toEqual({ first: true, order: [], search: false });
  });

  test.each([
    ["LIGHT", "light", "color-scheme:light;"],
    ["DARK", "dark", "color-scheme:dark;"],
    ["DYNAMIC", "follows", "color-scheme:light dark;"],
    ["SEPIA", "light", "color-scheme:light;"],
  ])("colour scheme %s is shown as %s", (colorSchemeMode, mode, scheme) => {
    const look = managedLook(branding({ categories: { global: { colorSchemeMode } } }));
    expect(look.mode).toBe(mode);
    expect(look.css).toContain(scheme);
  });

  test("a style's own values stand in the place of the service's; the others stay", () => {
    const { css } = managedLook(
      branding({
        components: { primaryButton: { lightMode: { defaults: { backgroundColor: "ff00aaff" } } }, form: { borderRadius: 20 } },
        categories: { form: { location: { horizontal: "END", vertical: "START" } } },
      }),
    );
    expect(css).toContain("--primary-background:light-dark(#ff00aaff,#539fe5ff)");
    expect(css).toContain("--form-radius:20px");
    expect(css).toContain("main{justify-items:end;align-items:start}");
  });

  test.each(["red;}body{display:none", "fff", 12, null, ["ffffffff"], "</style><script>"])(
    "%j is no colour: the service's own is shown",
    (color) => {
      const { css } = managedLook(branding({ components: { pageBackground: { lightMode: { color } }, form: { borderRadius: color } } }));
      expect(css).toContain("--page:light-dark(#ffffffff,#0f1b2aff)");
      expect(css).not.toContain("<");
    },
  );

  test("images are shown in their modes, each where the settings want it", () => {
    const { logo, header, icons, graphics, providerIcons, css } = managedLook(
      branding({
        categories: { global: { colorSchemeMode: "DYNAMIC", pageHeader: { enabled: true } } },
        components: {
          form: { logo: { enabled: true, location: "START", formInclusion: "OUT", position: "BOTTOM" } },
          pageHeader: { logo: { enabled: true, location: "END" } },
          favicon: { enabledTypes: ["ICO"] },
        },
      }),
      [
        asset("FORM_LOGO", "LIGHT"),
        asset("FORM_LOGO", "DARK"),
        asset("PAGE_HEADER_LOGO", "DYNAMIC"),
        asset("FAVICON_ICO", "DYNAMIC", { extension: "ICO" }),
        asset("FAVICON_SVG", "DYNAMIC", { extension: "SVG" }),
        asset("EMAIL_GRAPHIC", "LIGHT"),
        asset("IDP_BUTTON_ICON", "LIGHT", { resourceId: `My'"Idp` }),
        asset("PAGE_BACKGROUND", "LIGHT"),
      ],
    );
    const at = "/us-east-1_Abc/branding/b1";
    expect(logo).toEqual({
      image: { light: `${at}/FORM_LOGO/LIGHT`, dark: `${at}/FORM_LOGO/DARK` },
      inside: false,
      place: "START",
      bottom: true,
    });
    expect(header).toEqual({ logo: { light: `${at}/PAGE_HEADER_LOGO/DYNAMIC`, dark: `${at}/PAGE_HEADER_LOGO/DYNAMIC` }, place: "END" });
    expect(icons).toEqual([{ href: `${at}/FAVICON_ICO/DYNAMIC`, type: "image/x-icon" }]);
    expect(graphics?.["EMAIL_GRAPHIC"]?.light).toBe(`${at}/EMAIL_GRAPHIC/LIGHT`);
    expect(providerIcons?.[`My'"Idp`]?.light).toBe(`${at}/IDP_BUTTON_ICON/LIGHT?resource=My%27%22Idp`);
    expect(css).toContain(`body{background-image:url("${at}/PAGE_BACKGROUND/LIGHT")`);
  });

  test("providers can come after the form, in an order, or be looked up by a domain", () => {
    const auth = {
      authMethodOrder: [
        [
          { display: "INPUT", type: "USERNAME_PASSWORD" },
          { display: "INPUT", type: "FEDERATED" },
        ],
      ],
      federation: { order: ["Okta", "Google"] },
    };
    expect(managedLook(branding({ categories: { auth } })).providers).toEqual({ first: false, order: ["Okta", "Google"], search: true });
  });
});

describe("classic pages", () => {
  const customization: UiCustomization = {
    poolId: "us-east-1_Abc",
    clientId: "ALL",
    css: ".submitButton-customizable{background-color:#123456}",
    image: { type: "png", bytes: "" },
    version: "20260101000000",
    createdAt: 0,
    modifiedAt: 0,
  };

  test("a customization's style comes after ours, and its logo is shown", () => {
    const { css, logo } = classicLook(customization);
    expect(css.endsWith(customization.css!)).toBe(true);
    expect(logo?.image.light).toBe("/us-east-1_Abc/ALL/20260101000000/assets/images/image.png");
  });

  test("a stored style cannot end the element that it stands in", () => {
    expect(classicLook({ ...customization, css: "</style><script>" }).css).not.toContain("<");
  });
});
