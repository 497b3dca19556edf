import { Eta } from "eta";
import { CLASSIC_TEMPLATES } from "./templates/classic.ts";
import { GRAPHICS } from "./templates/graphics.ts";
import { MANAGED_TEMPLATES } from "./templates/managed.ts";
import { SHARED_TEMPLATES } from "./templates/parts.ts";
import { SCRIPT } from "./templates/script.ts";
import { DEVELOPER_STYLE } from "./theme/developer-style.ts";
import type { Look } from "./theme/look.ts";
import type { View } from "./view.ts";

/** What belongs to one answer alone. */
export interface Sheet {
  readonly language: string;
  /** Comes back with every form. */
  readonly csrf: string;
  /** Lets the page's own style and script pass its Content-Security-Policy. */
  readonly nonce: string;
  readonly developer?: DeveloperBar;
}

/** What is shown to developers only. */
export interface DeveloperBar {
  /** What is wrong, in clear, or would be different on AWS. */
  readonly hints: readonly string[];
  /** Codes that were just sent, and the name of the field that each goes into. */
  readonly codes: readonly { readonly destination: string; readonly code: string; readonly field: string }[];
  /** Users of the pool; following the address fills the name in. */
  readonly users: readonly { readonly name: string; readonly href: string }[];
}

let eta: Eta | undefined;

/** Templates are compiled once, when the first page is asked for. */
function templates(): Eta {
  if (eta) return eta;
  eta = new Eta({ autoTrim: [false, "nl"], cache: true });
  for (const [name, text] of Object.entries({ ...SHARED_TEMPLATES, ...MANAGED_TEMPLATES, ...CLASSIC_TEMPLATES }))
    eta.loadTemplate(`@${name}`, text);
  return eta;
}

/** The whole page in HTML. */
export function renderPage(view: View, look: Look, sheet: Sheet): string {
  const css = sheet.developer ? look.css + DEVELOPER_STYLE : look.css;
  return templates().render(look.version === 1 ? "@classic" : "@managed", {
    view,
    look: { ...look, css },
    page: { ...sheet, script: SCRIPT, graphics: GRAPHICS },
  });
}
