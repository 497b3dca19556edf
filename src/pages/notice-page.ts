import { randomBytes } from "node:crypto";
import type { Call } from "../oauth/call.ts";
import { domainAt } from "../oauth/place.ts";
import { type Client, clients } from "../records/clients.ts";
import type { Answer } from "../web/answer.ts";
import { pageHeaders } from "./answers.ts";
import type { Texts } from "./languages/index.ts";
import { renderPage } from "./render.ts";
import type { View } from "./view.ts";
import { appearance, languageFor, textsOf } from "./visit.ts";

export interface Notice {
  readonly status: number;
  readonly view: (texts: Texts) => Pick<View, "page" | "heading" | "lead" | "error" | "notice">;
  /** For developers, of the client that was named. */
  readonly hints?: (client: Client | undefined) => readonly string[];
}

/** A page that only tells something: in the look of the client that the query names, if its pool has pages. */
export async function noticePage(call: Call, { status, view, hints }: Notice): Promise<Answer> {
  const { ctx, place, query } = call;
  const client = await clients.findBy(ctx.store, "clientId", query.values["client_id"] ?? "");
  const domain = client && (await domainAt(ctx.store, place, client.poolId));
  const version = domain?.managedLoginVersion ?? 2;
  const language = languageFor({ call, query: query.values }, version);
  const { look } = await appearance(call, { poolId: client?.poolId ?? "", id: client?.id ?? "" }, version);
  const shown = view(textsOf(language, version));
  const nonce = randomBytes(16).toString("base64");
  const developer = ctx.settings.developerBar ? { hints: hints?.(client) ?? [], codes: [], users: [] } : undefined;
  const html = renderPage({ title: shown.heading, forms: [], links: [], ...shown }, look, { language, csrf: "", nonce, developer });
  return { status, headers: pageHeaders(nonce, language), body: html };
}
