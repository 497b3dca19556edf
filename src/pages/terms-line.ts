import { type Terms, terms } from "../records/terms.ts";
import { LANGUAGES } from "./languages/index.ts";
import type { Link, View } from "./view.ts";
import type { Visit } from "./visit.ts";

/** What somebody who signs up agrees to: shown where the client has both documents (AWS, "Terms"). */
export async function agreementOf({ request, texts, language }: Visit): Promise<View["agreement"]> {
  const find = (name: string) => terms.findBy(request.call.ctx.store, "name", `${request.client.id} ${name}`, request.pool.id);
  const [use, privacy] = [await find("terms-of-use"), await find("privacy-policy")];
  if (!use || !privacy) return undefined;
  const links: Readonly<Record<string, Link>> = {
    terms: { text: texts.termsOfUse, href: linkFor(use, language) },
    privacy: { text: texts.privacyPolicy, href: linkFor(privacy, language) },
  };
  return texts.agreement
    .split(/(\{\w+\})/)
    .filter(Boolean)
    .map((part) => links[part.slice(1, -1)] ?? part);
}

function linkFor({ links }: Terms, language: Visit["language"]): string {
  const link = links[LANGUAGES[language].terms] ?? links["cognito:default"] ?? "";
  // What the API has taken may be any address; one that runs a script is none.
  return /^https?:\/\//i.test(link) ? link : "#";
}
