import type { AuthorizeRequest } from "../oauth/authorize/request.ts";
import type { HostedPage } from "../oauth/hosted-page.ts";
import { assetsOf, brandings } from "../records/branding.ts";
import { effectiveCustomization } from "../records/ui-customizations.ts";
import { cookie } from "../web/cookies.ts";
import { CLASSIC_TEXTS } from "./languages/classic.ts";
import { LANGUAGES, type Language, languageOf, type Texts } from "./languages/index.ts";
import { type PageState, readState } from "./state.ts";
import { classicLook } from "./theme/classic.ts";
import type { Look } from "./theme/look.ts";
import { managedLook } from "./theme/managed.ts";

/** One visit to a page: who asks for what, how the page looks, and what the page before has left. */
export interface Visit extends HostedPage {
  readonly language: Language;
  readonly texts: Texts;
  readonly look: Look;
  readonly state: PageState;
  /** The client has a style of its own, or needs none. */
  readonly styled: boolean;
  /** For answers: the language is kept. */
  readonly cookies: readonly string[];
}

const LANGUAGE_COOKIE = "lang";

export async function openVisit(page: HostedPage): Promise<Visit> {
  const { request } = page;
  const { call, client, pool, domain } = request;
  const { store } = call.ctx;
  const classic = domain.managedLoginVersion === 1;
  const state = await readState(request);
  if (classic) {
    const look = classicLook(await effectiveCustomization(store, pool.id, client.id));
    return { ...page, language: "en", texts: CLASSIC_TEXTS, look, state, styled: true, cookies: [] };
  }
  const branding = await brandings.findBy(store, "client", client.id, pool.id);
  const look = managedLook(branding, branding && (await assetsOf(store, branding)));
  const language = languageFor(request);
  const cookies = languageOf(request.query["lang"]) ? [cookie(LANGUAGE_COOKIE, language, call.place)] : [];
  return { ...page, language, texts: LANGUAGES[language].texts, look, state, styled: branding !== undefined, cookies };
}

const languageFor = ({ query, call }: AuthorizeRequest): Language =>
  languageOf(query["lang"]) ?? languageOf(call.cookies[LANGUAGE_COOKIE]) ?? "en";
