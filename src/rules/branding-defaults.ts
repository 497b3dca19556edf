/** Colors are RRGGBBAA. */
const byMode = <T>(lightMode: T, darkMode: T) => ({ lightMode, darkMode });
const border = (borderColor: string) => ({ borderColor });
const text = (textColor: string) => ({ textColor });
const filled = (backgroundColor: string, textColor: string) => ({ backgroundColor, textColor });
const framed = (backgroundColor: string, borderColor: string) => ({ backgroundColor, borderColor });
const button = (backgroundColor: string, lineColor: string) => ({ ...framed(backgroundColor, lineColor), textColor: lineColor });
const status = (backgroundColor: string, lineColor: string) => ({ ...framed(backgroundColor, lineColor), indicatorColor: lineColor });
const off = { enabled: false };

const LIGHT_ERROR = status("fff7f7ff", "d91515ff");
const DARK_ERROR = status("1a0000ff", "eb6f6fff");
const PENDING = { indicatorColor: "AAAAAAAA" };
/** Header and footer of a page look the same. */
const BAND = {
  backgroundImage: off,
  ...byMode({ background: { color: "fafafaff" }, ...border("d5dbdbff") }, { background: { color: "0f141aff" }, ...border("424650ff") }),
  logo: { ...off, location: "START" },
};

const CATEGORIES = {
  auth: {
    authMethodOrder: [
      [
        { display: "BUTTON", type: "FEDERATED" },
        { display: "INPUT", type: "USERNAME_PASSWORD" },
      ],
    ],
    federation: { interfaceStyle: "BUTTON_LIST", order: [] },
  },
  form: {
    displayGraphics: true,
    instructions: off,
    languageSelector: off,
    location: { horizontal: "CENTER", vertical: "CENTER" },
    sessionTimerDisplay: "NONE",
  },
  global: { colorSchemeMode: "LIGHT", pageFooter: off, pageHeader: off, spacingDensity: "REGULAR" },
  signUp: { acceptanceElements: [{ enforcement: "NONE", textKey: "en" }] },
};

const dropDown = (defaults: string, hover: readonly [string, string, string], match: readonly [string, string]) => ({
  defaults: { itemBackgroundColor: defaults },
  hover: { itemBackgroundColor: hover[0], itemBorderColor: hover[1], itemTextColor: hover[2] },
  match: { itemBackgroundColor: match[0], itemTextColor: match[1] },
});

const COMPONENT_CLASSES = {
  buttons: { borderRadius: 8 },
  divider: byMode(border("ebebf0ff"), border("232b37ff")),
  dropDown: {
    borderRadius: 8,
    ...byMode(
      dropDown("ffffffff", ["f4f4f4ff", "7d8998ff", "000716ff"], ["414d5cff", "0972d3ff"]),
      dropDown("192534ff", ["081120ff", "5f6b7aff", "e9ebedff"], ["d1d5dbff", "89bdeeff"]),
    ),
  },
  focusState: byMode(border("0972d3ff"), border("539fe5ff")),
  idpButtons: { icons: { enabled: true } },
  input: {
    borderRadius: 8,
    ...byMode(
      { defaults: framed("ffffffff", "7d8998ff"), placeholderColor: "5f6b7aff" },
      { defaults: framed("0f1b2aff", "5f6b7aff"), placeholderColor: "8d99a8ff" },
    ),
  },
  inputDescription: byMode(text("5f6b7aff"), text("8d99a8ff")),
  inputLabel: byMode(text("000716ff"), text("d1d5dbff")),
  link: byMode({ defaults: text("0972d3ff"), hover: text("033160ff") }, { defaults: text("539fe5ff"), hover: text("89bdeeff") }),
  optionControls: byMode(
    { defaults: framed("ffffffff", "7d8998ff"), selected: { backgroundColor: "0972d3ff", foregroundColor: "ffffffff" } },
    { defaults: framed("0f1b2aff", "7d8998ff"), selected: { backgroundColor: "539fe5ff", foregroundColor: "000716ff" } },
  ),
  statusIndicator: byMode(
    { error: LIGHT_ERROR, pending: PENDING, success: status("f2fcf3ff", "037f0cff"), warning: status("fffce9ff", "8d6605ff") },
    { error: DARK_ERROR, pending: PENDING, success: status("001a02ff", "29ad32ff"), warning: status("1d1906ff", "e0ca57ff") },
  ),
};

const ACTIVE = byMode(button("d3e7f9ff", "033160ff"), button("354150ff", "89bdeeff"));
const HOVER = byMode(button("f2f8fdff", "033160ff"), button("192534ff", "89bdeeff"));
const outlined = (light: string, dark: string) =>
  byMode(
    { active: ACTIVE.lightMode, defaults: button("ffffffff", light), hover: HOVER.lightMode },
    { active: ACTIVE.darkMode, defaults: button("0f1b2aff", dark), hover: HOVER.darkMode },
  );
const primary = (defaults: string, lit: { readonly active: string; readonly hover: string }, textColor: string) => ({
  active: filled(lit.active, textColor),
  defaults: filled(defaults, textColor),
  disabled: framed("ffffffff", "ffffffff"),
  hover: filled(lit.hover, textColor),
});
const paragraphs = (bodyColor: string, headingColor: string) => ({ bodyColor, descriptionColor: bodyColor, headingColor });

const COMPONENTS = {
  alert: {
    borderRadius: 12,
    ...byMode(
      { error: framed(LIGHT_ERROR.backgroundColor, LIGHT_ERROR.borderColor) },
      { error: framed(DARK_ERROR.backgroundColor, DARK_ERROR.borderColor) },
    ),
  },
  favicon: { enabledTypes: ["ICO", "SVG"] },
  form: {
    backgroundImage: off,
    borderRadius: 8,
    ...byMode(framed("ffffffff", "c6c6cdff"), framed("0f1b2aff", "424650ff")),
    logo: { ...off, formInclusion: "IN", location: "CENTER", position: "TOP" },
  },
  idpButton: { custom: {}, standard: outlined("424650ff", "c6c6cdff") },
  pageBackground: { ...byMode({ color: "ffffffff" }, { color: "0f1b2aff" }), image: { enabled: true } },
  pageFooter: BAND,
  pageHeader: BAND,
  pageText: byMode(paragraphs("414d5cff", "000716ff"), paragraphs("b6bec9ff", "d1d5dbff")),
  phoneNumberSelector: { displayType: "TEXT" },
  primaryButton: byMode(
    primary("0972d3ff", { active: "033160ff", hover: "033160ff" }, "ffffffff"),
    primary("539fe5ff", { active: "539fe5ff", hover: "89bdeeff" }, "000716ff"),
  ),
  secondaryButton: outlined("0972d3ff", "539fe5ff"),
};

/** Settings of a managed login style that has none of its own, as AWS documents them. */
export const PROVIDED_SETTINGS: Readonly<Record<string, unknown>> = {
  categories: CATEGORIES,
  componentClasses: COMPONENT_CLASSES,
  components: COMPONENTS,
};
