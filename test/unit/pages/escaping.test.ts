import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderPage, type Sheet } from "#src/pages/render.ts";
import { classicLook } from "#src/pages/theme/classic.ts";
import type { Look, ThemeImage } from "#src/pages/theme/look.ts";
import { managedLook } from "#src/pages/theme/managed.ts";
import type { Field, Form, View } from "#src/pages/view.ts";

/** Texts that would break out of wherever they stand, among any others. */
const hostile = fc.oneof(
  fc.constantFrom(
    `"><img src=x onerror=alert(1)>`,
    `'><svg onload=alert(1)>`,
    "</style><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<!--",
    "&lt;script&gt;",
    "`${alert(1)}`",
    "<%= it %>",
    "javascript:alert(1)",
  ),
  fc.string({ minLength: 1, unit: "grapheme" }),
  fc.string({ minLength: 1, unit: fc.constantFrom("<", ">", '"', "'", "&", "a", " ", "=", "/", "%") }),
);

/** Hands out one text after the other. */
type Say = () => string;

/** No two are the same, for an image that is the same in both modes is written once. */
function numbered(say: Say): Say {
  let count = 0;
  return () => `${(count += 1)}${say()}`;
}

const image = (say: Say): ThemeImage => ({ light: say(), dark: say() });

const fields = (say: Say): Field[] => [
  {
    kind: "input",
    name: say(),
    id: say(),
    label: say(),
    type: "text",
    value: say(),
    placeholder: say(),
    hint: say(),
    autocomplete: say(),
    optional: say(),
    invalid: true,
  },
  { kind: "input", name: say(), id: say(), label: say(), type: "password", reveal: say(), focus: true },
  { kind: "choice", name: say(), legend: say(), options: [{ value: say(), text: say(), chosen: true }] },
  { kind: "checks", of: say(), met: say(), notMet: say(), checks: [{ rule: say(), pattern: say(), text: say() }] },
  { kind: "secret", image: say(), imageText: say(), reveal: say(), label: say(), secret: say() },
];

const form = (say: Say): Form => ({
  action: say(),
  name: say(),
  hidden: { [say()]: say() },
  fields: fields(say),
  link: { text: say(), href: say() },
  before: say(),
  passkey: { kind: "get", options: say(), failed: say(), unsupported: say() },
  submits: [
    { text: say(), name: say(), value: say(), style: "primary", input: say() },
    { text: say(), name: say(), value: say(), style: "secondary" },
  ],
});

const view = (say: Say): View => ({
  page: say(),
  title: say(),
  heading: say(),
  lead: say(),
  graphic: "EMAIL_GRAPHIC",
  error: say(),
  notice: say(),
  providers: {
    divider: say(),
    first: false,
    description: say(),
    buttons: [{ name: say(), text: say(), href: say(), social: true }],
    search: form(say),
  },
  forms: [form(say)],
  links: [{ before: say(), text: say(), href: say() }],
  agreement: [say(), { text: say(), href: say() }],
});

const sheet = (say: Say): Sheet => ({
  language: "en",
  csrf: say(),
  nonce: "bm9uY2U",
  developer: {
    hints: [say()],
    codes: [{ destination: say(), code: say(), field: say() }],
    users: [{ name: say(), href: say() }],
  },
});

const managed = (say: Say): Look => {
  const name = say();
  return {
    ...managedLook(undefined),
    mode: "follows",
    icons: [{ href: say(), type: say() }],
    logo: { image: image(say), inside: true, place: "START", bottom: false },
    header: { logo: image(say), place: "START" },
    footer: { logo: image(say), place: "START" },
    graphics: { EMAIL_GRAPHIC: image(say) },
    providerIcons: { [name]: image(say) },
  };
};
const classic = (say: Say): Look => ({
  ...classicLook(undefined),
  logo: { image: image(say), inside: true, place: "CENTER", bottom: false },
});

/** How often each character stands there that begins or ends a tag or an attribute: no text may change that. */
const structureOf = (html: string) => Object.fromEntries(["<", ">", '"', "<!--"].map((part) => [part, html.split(part).length]));

describe.each([
  ["managed login", managed],
  ["classic", classic],
] as const)("%s pages", (_, look) => {
  const render = (say: Say) => renderPage(view(say), look(say), sheet(say));

  test("HTML in any text, name, address or attribute is shown as text and changes nothing in the page", () => {
    const plain = structureOf(render(numbered(() => "text")));
    fc.assert(
      fc.property(fc.infiniteStream(hostile), (texts) => {
        expect(structureOf(render(numbered(() => texts.next().value as string)))).toEqual(plain);
      }),
      { numRuns: 300 },
    );
  });

  test("what was escaped comes out as it was put in", () => {
    const html = render(() => `<b>"Tom & 'Ann'"</b>`);
    expect(html).toContain("&lt;b&gt;&quot;Tom &amp; &#39;Ann&#39;&quot;&lt;/b&gt;");
    expect(html).not.toContain("<b>");
  });
});
