import type { AuthorizeRequest } from "../oauth/authorize/request.ts";
import type { Call } from "../oauth/call.ts";
import type { HostedPage } from "../oauth/hosted-page.ts";
import { assetsOf, brandings } from "../records/branding.ts";
import type { Client } from "../records/clients.ts";
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
  const { call, client, domain } = request;
  const language = languageFor(request, domain.managedLoginVersion);
  const chosen = domain.managedLoginVersion === 2 && languageOf(request.query["lang"]) !== undefined;
  return {
    ...page,
    ...(await appearance(call, client, domain.managedLoginVersion)),
    language,
    texts: textsOf(language, domain.managedLoginVersion),
    state: await readState(request),
    cookies: chosen ? [cookie(LANGUAGE_COOKIE, language, call.place)] : [],
  };
}

/** How pages look to a client's users. `styled`: see Visit. */
export async function appearance(
  { ctx: { store }, place: { base } }: Pick<Call, "ctx" | "place">,
  { poolId, id }: Pick<Client, "poolId" | "id">,
  version: number,
): Promise<Pick<Visit, "look" | "styled">> {
  if (version === 1) return { look: classicLook(await effectiveCustomization(store, poolId, id), base), styled: true };
  const branding = await brandings.findBy(store, "client", id, poolId);
  return { look: managedLook(branding, branding && (await assetsOf(store, branding)), base), styled: branding !== undefined };
}

/** Classic pages have but one (AWS, "Managed login localization"). */
export const languageFor = ({ query, call }: Pick<AuthorizeRequest, "query" | "call">, version: number): Language =>
  (version === 1 ? undefined : (languageOf(query["lang"]) ?? languageOf(call.cookies[LANGUAGE_COOKIE]))) ?? "en";

export const textsOf = (language: Language, version: number): Texts => (version === 1 ? CLASSIC_TEXTS : LANGUAGES[language].texts);
