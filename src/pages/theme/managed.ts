import type { Branding, BrandingAsset } from "../../records/branding.ts";
import { mergedSettings } from "../../rules/branding.ts";
import { PROVIDED_SETTINGS } from "../../rules/branding-defaults.ts";
import type { Band, Look, Place, ThemeImage } from "./look.ts";
import { MANAGED_STYLE } from "./managed-style.ts";
import { type StyleValues, styleValues } from "./style-values.ts";

/** Custom properties of the style sheet, and where their colours stand in a style's settings, in the one mode and in the other. */
const COLORS: Readonly<Record<string, readonly [before: string, after: string]>> = {
  page: ["components.pageBackground", "color"],
  heading: ["components.pageText", "headingColor"],
  text: ["components.pageText", "bodyColor"],
  lead: ["components.pageText", "descriptionColor"],
  form: ["components.form", "backgroundColor"],
  "form-line": ["components.form", "borderColor"],
  input: ["componentClasses.input", "defaults.backgroundColor"],
  "input-line": ["componentClasses.input", "defaults.borderColor"],
  placeholder: ["componentClasses.input", "placeholderColor"],
  label: ["componentClasses.inputLabel", "textColor"],
  hint: ["componentClasses.inputDescription", "textColor"],
  focus: ["componentClasses.focusState", "borderColor"],
  link: ["componentClasses.link", "defaults.textColor"],
  "link-lit": ["componentClasses.link", "hover.textColor"],
  divider: ["componentClasses.divider", "borderColor"],
  option: ["componentClasses.optionControls", "selected.backgroundColor"],
  error: ["components.alert", "error.backgroundColor"],
  "error-line": ["components.alert", "error.borderColor"],
  bad: ["componentClasses.statusIndicator", "error.indicatorColor"],
  good: ["componentClasses.statusIndicator", "success.indicatorColor"],
  success: ["componentClasses.statusIndicator", "success.backgroundColor"],
  "success-line": ["componentClasses.statusIndicator", "success.borderColor"],
  header: ["components.pageHeader", "background.color"],
  "header-line": ["components.pageHeader", "borderColor"],
  footer: ["components.pageFooter", "background.color"],
  "footer-line": ["components.pageFooter", "borderColor"],
  ...buttonColors("primary", "components.primaryButton", ["backgroundColor", "textColor"]),
  ...buttonColors("secondary", "components.secondaryButton", ["backgroundColor", "textColor", "borderColor"]),
  ...buttonColors("idp", "components.idpButton.standard", ["backgroundColor", "textColor", "borderColor"]),
};

function buttonColors(name: string, path: string, members: readonly string[]): Record<string, readonly [string, string]> {
  const states = { defaults: "", hover: "-hover", active: "-active" };
  return Object.fromEntries(
    Object.entries(states).flatMap(([state, suffix]) =>
      members.map((member) => [`${name}${suffix}-${member.replace("Color", "")}`, [path, `${state}.${member}`]] as const),
    ),
  );
}

const RADII: Readonly<Record<string, string>> = {
  "button-radius": "componentClasses.buttons.borderRadius",
  "input-radius": "componentClasses.input.borderRadius",
  "form-radius": "components.form.borderRadius",
  "alert-radius": "components.alert.borderRadius",
};

/** Where something stands in a row or a column, in the words of CSS. */
const PLACES: Readonly<Record<Place, string>> = { START: "start", CENTER: "center", END: "end" };
const PLACE_NAMES = ["START", "CENTER", "END"] as const;

type Images = (category: string, resourceId?: string) => ThemeImage | undefined;

/**
 * The look of managed login pages. Without a style of the client, or of its own values: Cognito's default settings. `base`: what paths start
 * with.
 */
export function managedLook(branding: Branding | undefined, assets: readonly BrandingAsset[] = [], base = ""): Look {
  const values = styleValues(mergedSettings(PROVIDED_SETTINGS, branding?.settings ?? {}));
  const scheme = values.oneOf("categories.global.colorSchemeMode", ["LIGHT", "DARK", "DYNAMIC"], "LIGHT");
  const mode = scheme === "DYNAMIC" ? "follows" : scheme === "DARK" ? "dark" : "light";
  const images = imagesOf(assets, base);
  const band = (place: "Header" | "Footer", category: string): Band | undefined =>
    values.flag(`categories.global.page${place}.enabled`)
      ? {
          logo: values.flag(`components.page${place}.logo.enabled`) ? images(category) : undefined,
          place: values.oneOf(`components.page${place}.logo.location`, PLACE_NAMES, "START"),
        }
      : undefined;
  return {
    version: 2,
    mode,
    css: MANAGED_STYLE + variables(values, mode) + layout(values, images),
    icons: iconsOf(values, assets, base),
    logo: logoOf(values, images),
    header: band("Header", "PAGE_HEADER_LOGO"),
    footer: band("Footer", "PAGE_FOOTER_LOGO"),
    graphics: values.flag("categories.form.displayGraphics") ? graphicsOf(images) : undefined,
    providerIcons: values.flag("componentClasses.idpButtons.icons.enabled") ? providerIconsOf(assets, images) : undefined,
    providers: providersOf(values),
  };
}

function variables(values: StyleValues, mode: Look["mode"]): string {
  const colors = Object.entries(COLORS).map(
    ([name, [before, after]]) =>
      `--${name}:light-dark(${values.color(`${before}.lightMode.${after}`)},${values.color(`${before}.darkMode.${after}`)})`,
  );
  const radii = Object.entries(RADII).map(([name, path]) => `--${name}:${values.pixels(path)}`);
  const scheme = `color-scheme:${mode === "follows" ? "light dark" : mode}`;
  return `:root{${[scheme, ...colors, ...radii].join(";")}}`;
}

function layout(values: StyleValues, images: Images): string {
  const place = (axis: string) => PLACES[values.oneOf(`categories.form.location.${axis}`, PLACE_NAMES, "CENTER")];
  const dense = values.oneOf("categories.global.spacingDensity", ["REGULAR", "COMPACT"], "REGULAR") === "COMPACT";
  const backgrounds = [
    ["body", "PAGE_BACKGROUND", "components.pageBackground.image.enabled"],
    [".card", "FORM_BACKGROUND", "components.form.backgroundImage.enabled"],
    [".page-header", "PAGE_HEADER_BACKGROUND", "components.pageHeader.backgroundImage.enabled"],
    [".page-footer", "PAGE_FOOTER_BACKGROUND", "components.pageFooter.backgroundImage.enabled"],
  ].map(([selector, category, flag]) => background(selector!, values.flag(flag!) ? images(category!) : undefined));
  return [
    `main{justify-items:${place("horizontal")};align-items:${place("vertical")}}`,
    dense ? ":root{--gap:.75rem}" : "",
    ...backgrounds,
  ].join("");
}

/** Paths of images hold no quotes: they are made of ids and of words that the API checks, and what else is in them is encoded. */
const background = (selector: string, image: ThemeImage | undefined): string =>
  image
    ? `${selector}{background-image:url("${image.light}");background-size:cover;background-position:center}` +
      `@media(prefers-color-scheme:dark){:root[data-mode=follows] ${selector}{background-image:url("${image.dark}")}}` +
      `:root[data-mode=dark] ${selector}{background-image:url("${image.dark}")}`
    : "";

/** Addresses of a style's images by category and mode, as `images.ts` serves them. */
function imagesOf(assets: readonly BrandingAsset[], base: string): Images {
  return (category, resourceId) => {
    const found = assets.filter((asset) => asset.category === category && (resourceId === undefined || asset.resourceId === resourceId));
    const of = (mode: string) => found.find(({ colorMode }) => colorMode === mode);
    const light = of("LIGHT") ?? of("DYNAMIC") ?? of("DARK");
    const dark = of("DARK") ?? of("DYNAMIC") ?? of("LIGHT");
    return light && dark && { light: base + addressOf(light), dark: base + addressOf(dark) };
  };
}

function addressOf({ poolId, brandingId, category, colorMode, resourceId }: BrandingAsset): string {
  const path = [poolId, "branding", brandingId, category, colorMode].map(encodeURIComponent).join("/");
  // What encodeURIComponent leaves alone of what ends a string in a style sheet.
  const resource = encodeURIComponent(resourceId ?? "").replace(/'/g, "%27");
  return resourceId === undefined ? `/${path}` : `/${path}?resource=${resource}`;
}

function iconsOf(values: StyleValues, assets: readonly BrandingAsset[], base: string): Look["icons"] {
  const enabled = values.list("components.favicon.enabledTypes");
  return assets
    .filter(({ category }) => category.startsWith("FAVICON_") && enabled.includes(category.slice("FAVICON_".length)))
    .map((asset) => ({ href: base + addressOf(asset), type: asset.extension === "SVG" ? "image/svg+xml" : "image/x-icon" }));
}

function logoOf(values: StyleValues, images: Images): Look["logo"] {
  const image = values.flag("components.form.logo.enabled") ? images("FORM_LOGO") : undefined;
  return (
    image && {
      image,
      inside: values.oneOf("components.form.logo.formInclusion", ["IN", "OUT"], "IN") === "IN",
      place: values.oneOf("components.form.logo.location", PLACE_NAMES, "CENTER"),
      bottom: values.oneOf("components.form.logo.position", ["TOP", "BOTTOM"], "TOP") === "BOTTOM",
    }
  );
}

const GRAPHICS = ["EMAIL_GRAPHIC", "SMS_GRAPHIC", "AUTH_APP_GRAPHIC", "PASSWORD_GRAPHIC", "PASSKEY_GRAPHIC"];
const graphicsOf = (images: Images): Look["graphics"] =>
  Object.fromEntries(GRAPHICS.flatMap((category) => entry(category, images(category))));

const providerIconsOf = (assets: readonly BrandingAsset[], images: Images): Look["providerIcons"] =>
  Object.fromEntries(
    assets
      .filter(({ category }) => category === "IDP_BUTTON_ICON")
      .flatMap(({ resourceId = "" }) => entry(resourceId, images("IDP_BUTTON_ICON", resourceId))),
  );

const entry = (name: string, image: ThemeImage | undefined): [string, ThemeImage][] => (image ? [[name, image]] : []);

/** `categories.auth.authMethodOrder` is a list of lists; which of the two kinds comes first, and whether providers are looked up by a domain. */
function providersOf(values: StyleValues): Look["providers"] {
  const methods = values.list("categories.auth.authMethodOrder").flat() as ({ display?: unknown; type?: unknown } | null)[];
  const place = (type: string) => methods.findIndex((method) => method?.type === type);
  return {
    first: place("FEDERATED") <= place("USERNAME_PASSWORD"),
    order: values.list("categories.auth.federation.order").filter((name): name is string => typeof name === "string"),
    search: methods[place("FEDERATED")]?.display === "INPUT",
  };
}
