import type { Answer } from "../web/answer.ts";
import { csrfCookie, csrfToken, isOwnForm, newCsrfToken } from "../web/csrf.ts";
import type { AuthorizeRequest } from "./authorize/request.ts";
import { look, type Runner } from "./authorize/steps.ts";
import type { Call, Endpoint } from "./call.ts";
import { onThisPage } from "./errors.ts";

/** What a page of the sign-in is handed. */
export interface HostedPage {
  readonly request: AuthorizeRequest;
  /** What its forms have to carry as `_csrf`, or in quotes as `csrf`. */
  readonly csrf: string;
  /** Of a POST: what was filled in, by a form of this browser. */
  readonly form?: Readonly<Record<string, string>>;
}

export type Page = (page: HostedPage) => Promise<Answer>;

/**
 * A page that carries the parameters of a sign-in on in its query (`page`), or only comes back to the client (`visit`).
 * They are looked at each time as /oauth2/authorize does it: nothing of them is kept in between.
 */
export const hostedPage =
  (page: Page, runner: Exclude<Runner, "authorize" | "logout"> = "page"): Endpoint =>
  async (call) => {
    const outcome = await look(runner, call);
    if ("answer" in outcome) return outcome.answer;
    const form = call.form && ownForm(call);
    const known = csrfToken(call.cookies);
    const csrf = known ?? newCsrfToken();
    const answer = await page({ request: outcome.request, csrf, form });
    return known === undefined ? { ...answer, cookies: [csrfCookie(csrf, call.place), ...(answer.cookies ?? [])] } : answer;
  };

/** Classic forms say `_csrf`; those of managed login say `csrf`, and write every value as JSON. @throws Refusal */
function ownForm({ form, cookies }: Call): Readonly<Record<string, string>> {
  const { values } = form!;
  const quoted = values["csrf"] !== undefined;
  const read = quoted ? Object.fromEntries(Object.entries(values).map(([name, value]) => [name, unquoted(value)])) : values;
  // Assumption: status and wording.
  if (!isOwnForm(cookies, quoted ? read["csrf"] : read["_csrf"]))
    throw onThisPage(403, "The form has run out. Go back to the app and sign in again.");
  return read;
}

/** `"a@b"` -> `a@b` */
function unquoted(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value : text;
  } catch {
    return text;
  }
}
