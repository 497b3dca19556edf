import type { LocalAccount } from "../../records/local-providers.ts";
import type { Answer } from "../../web/answer.ts";
import { documentAnswer, escaped } from "../../web/document.ts";

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: light-dark(#f2f4f7, #14181f); color: light-dark(#16191f, #e9ebed) }
main { box-sizing: border-box; width: min(30rem, 100% - 2rem); margin: 1rem; padding: 1.5rem 2rem; border-radius: .75rem; background: light-dark(#fff, #1f2630); box-shadow: 0 1px 4px #0003 }
h1 { margin: 0; font-size: 1.375rem } h2 { margin: 1.5rem 0 .5rem; font-size: 1rem } p { margin: .5rem 0 1rem }
form { margin: 0 0 .5rem } label { display: block; font-weight: 600; margin-top: .75rem }
input, textarea { box-sizing: border-box; width: 100%; padding: .5rem; font: inherit; border: 1px solid #7d8998; border-radius: .5rem; background: light-dark(#fff, #14181f); color: inherit }
textarea { min-height: 8rem; font-family: ui-monospace, monospace; font-size: .875rem }
button { width: 100%; padding: .625rem 1rem; font: inherit; font-weight: 600; text-align: start; border: 1px solid #7d8998; border-radius: .5rem; background: none; color: inherit; cursor: pointer }
button:focus-visible, input:focus-visible, textarea:focus-visible, summary:focus-visible { outline: 3px solid #539fe5; outline-offset: 2px }
button small { display: block; font-weight: 400; overflow-wrap: anywhere }
.main { text-align: center; margin-top: 1rem; background: #0a5fb0; border-color: #0a5fb0; color: #fff }
.error { padding: .5rem .75rem; border-radius: .5rem; background: light-dark(#fde7e9, #5a1a1f); color: light-dark(#8a1c1c, #ffd9d9) }
summary { cursor: pointer; font-weight: 600; padding: .25rem 0 }
`;

/** What the page shows. */
export interface LocalPage {
  /** `Google` or the provider's name. */
  readonly provider: string;
  readonly accounts: readonly LocalAccount[];
  readonly error?: string;
  /** What was typed and could not be used. */
  readonly typed?: { readonly subject: string; readonly claims: string };
}

/** Choose somebody, make somebody, or refuse. Forms go to the page's own address. */
export function localPage({ provider, accounts, error, typed }: LocalPage): Answer {
  const name = escaped(provider);
  const known = accounts.map(
    ({ subject, claims }) =>
      `<form method="post"><input type="hidden" name="subject" value="${escaped(subject)}"><button name="action" value="choose">${escaped(titleOf(claims) ?? subject)}<small>${escaped(subject)}</small></button></form>`,
  );
  const first = accounts[0]?.claims ?? {};
  const claims = typed?.claims ?? JSON.stringify(first, null, 2);
  const body = [
    `<h1>Sign in with ${name}</h1>`,
    `<p>rockpool stands in the place of ${name}. Whoever is chosen here has signed in there.</p>`,
    error === undefined ? "" : `<p class="error" role="alert">${escaped(error)}</p>`,
    known.length > 0 ? `<h2>Accounts</h2>${known.join("")}` : "",
    `<details${typed || known.length === 0 ? " open" : ""}><summary>Another account</summary>`,
    '<form method="post">',
    `<label for="subject">Subject</label><input id="subject" name="subject" required autocomplete="off" value="${escaped(typed?.subject ?? "")}">`,
    `<label for="claims">Claims, as JSON</label><textarea id="claims" name="claims" spellcheck="false">${escaped(claims)}</textarea>`,
    '<button class="main" name="action" value="create">Keep and sign in</button></form></details>',
    '<h2>Or</h2><form method="post"><button name="action" value="refuse">Refuse</button></form>',
  ];
  return documentAnswer({ status: 200, title: `Sign in with ${provider}`, style: STYLE, body });
}

const titleOf = (claims: LocalAccount["claims"]): string | undefined => {
  const title = [claims["name"], claims["email"]].filter((text) => typeof text === "string").join(", ");
  return title || undefined;
};

/** A form that the browser takes on to the pool, by itself where it runs scripts. */
export function handOverPage(action: string, fields: Readonly<Record<string, string>>): Answer {
  const inputs = Object.entries(fields).map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`);
  return documentAnswer({
    status: 200,
    title: "Signing in",
    style: STYLE,
    body: [
      "<h1>Signing in</h1>",
      `<form method="post" action="${escaped(action)}">${inputs.join("")}<button class="main">Continue</button></form>`,
    ],
    script: "document.forms[0].submit()",
  });
}
