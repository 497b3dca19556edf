import { randomBytes } from "node:crypto";
import { CognitoError } from "#generated/errors.ts";
import { type Answer, HTML_TYPE, redirect } from "../web/answer.ts";
import { developerBar } from "./developer-bar.ts";
import { spoken } from "./errors.ts";
import { renderPage } from "./render.ts";
import { noState, type PageState, stateCookie } from "./state.ts";
import type { View } from "./view.ts";
import type { Visit } from "./visit.ts";

/** A page. What it leaves to the next one stays as it is. */
export async function shown(visit: Visit, view: View, { status = 200, cause }: { status?: number; cause?: string } = {}): Promise<Answer> {
  const nonce = randomBytes(16).toString("base64");
  const developer = await developerBar(visit, view, cause);
  const html = renderPage(view, visit.look, { language: visit.language, csrf: visit.csrf, nonce, developer });
  return { status, headers: pageHeaders(nonce, visit.language), cookies: visit.cookies, body: html };
}

/**
 * Nothing is loaded but images of this server, and nothing runs but what the page itself holds. There is no form-action: browsers apply it to the
 * redirects that follow a form, and a sign-in's lead to the client and from there to wherever it wants.
 */
export const pageHeaders = (nonce: string, language = "en"): Readonly<Record<string, string>> => ({
  "content-type": HTML_TYPE,
  "content-language": language === "en" ? "en-US" : language,
  "content-security-policy": [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "referrer-policy": "same-origin",
});

/** Another page, with the parameters of this sign-in, to be redirected to. */
export const pathTo = ({ request }: Pick<Visit, "request">, path: string): string => `${path}?${request.call.query.text}`;

/** The same as a page itself says it. */
export const linkTo = (visit: Pick<Visit, "request">, path: string): string => visit.request.call.place.base + pathTo(visit, path);

/** To another page; `state` is all that it learns. */
export const goTo = async (visit: Visit, path: string, state: PageState): Promise<Answer> =>
  redirect(pathTo(visit, path), [...visit.cookies, await stateCookie(visit.request, state)]);

/** A form of a page that nothing has led to, or that was left for too long (AWS, "Managed login": five minutes). */
export const leftTooLong = (visit: Visit): Promise<Answer> =>
  somethingWrong(visit, "What the page before has left is gone: it is kept for five minutes, in this browser, for this app client.");

/** Back to the sign-in, as if nothing had been begun. */
export const startAgain = (visit: Visit): Answer => redirect(pathTo(visit, "/login"), [...visit.cookies, noState(visit.request)]);

/** Does something that a user can do wrong: then the page is shown again, and says what was wrong. */
export async function orSay(visit: Visit, work: () => Promise<Answer>, again: (error: string) => View | Promise<View>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CognitoError)) throw error;
    if (isOver(error)) return somethingWrong(visit, error.message);
    return shown(visit, await again(spoken(visit, error)), { cause: `${error.name}: ${error.message}` });
  }
}

/** The sign-in's own session is gone or used: no answer on this page can help. */
const isOver = ({ message }: CognitoError): boolean => message.startsWith("Invalid session");

/** Measured: the real page says no more than this. `cause` is for developers. */
export const somethingWrong = (visit: Visit, cause: string): Promise<Answer> => {
  const { texts } = visit;
  const links = [{ text: texts.signIn, href: linkTo(visit, "/login") }];
  const view = {
    page: "something-wrong",
    title: texts.errorTitle,
    heading: texts.somethingWrong,
    lead: texts.somethingWrongLead,
    forms: [],
    links,
  };
  return shown(visit, view, { status: 400, cause });
};
