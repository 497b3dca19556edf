import { type IdentityProvider, identityProviders } from "../records/identity-providers.ts";
import { BUILT_IN, SOCIAL_PROVIDERS } from "../rules/identity-providers.ts";
import { withParameters } from "../web/answer.ts";
import { linkTo } from "./answers.ts";
import { filled } from "./languages/index.ts";
import type { ProviderButton, Providers } from "./view.ts";
import type { Visit } from "./visit.ts";

const OWN_WORDS: Readonly<Record<string, string>> = { LoginWithAmazon: "Amazon", SignInWithApple: "Apple" };
/** The field in which somebody types an address whose domain tells the provider. */
export const SEARCH_FIELD = "corporateEmail";

/** The pool's own users may sign in here. */
export const hasOwnUsers = ({ request }: Pick<Visit, "request">): boolean =>
  request.client.oauth.identityProviders?.includes(BUILT_IN) ?? false;

/** The other ways to sign in that the client offers: in the order of the style, then in the client's. */
export async function providersOf(visit: Visit): Promise<Providers | undefined> {
  const { texts, look, request } = visit;
  const names = (request.client.oauth.identityProviders ?? []).filter((name) => name !== BUILT_IN);
  const found: IdentityProvider[] = [];
  for (const name of [...look.providers.order.filter((ordered) => names.includes(ordered)), ...names]) {
    const provider = await identityProviders.find(request.call.ctx.store, request.pool.id, name);
    if (provider && !found.some((other) => other.name === name)) found.push(provider);
  }
  if (found.length === 0) return undefined;
  const search = look.providers.search && found.some(({ identifiers }) => identifiers.length > 0);
  return {
    divider: texts.or,
    first: look.providers.first,
    description: texts.signIn,
    buttons: found.filter(({ identifiers }) => !search || identifiers.length === 0).map((provider) => buttonOf(visit, provider)),
    search: search ? searchForm(visit) : undefined,
  };
}

const buttonOf = ({ texts, request }: Visit, { name, type }: IdentityProvider): ProviderButton => ({
  name,
  text: filled(texts.continueWith, { provider: OWN_WORDS[name] ?? name }),
  href: request.call.place.base + addressOf(request, { identity_provider: name }),
  social: SOCIAL_PROVIDERS.includes(type),
});

/** Where the sign-in goes on at a provider, with everything else that the client asked for. */
export function addressOf({ call }: Visit["request"], chosen: { identity_provider?: string; idp_identifier?: string }): string {
  const { identity_provider: _name, idp_identifier: _identifier, ...query } = call.query.values;
  return withParameters("/oauth2/authorize", { ...query, ...chosen });
}

const searchForm = (visit: Visit): NonNullable<Providers["search"]> => ({
  action: linkTo(visit, "/login"),
  name: "providerSearch",
  fields: [
    {
      kind: "input",
      name: SEARCH_FIELD,
      id: SEARCH_FIELD,
      type: "email",
      label: visit.texts.companyEmail,
      hint: visit.texts.companyEmailHint,
      placeholder: visit.texts.emailPlaceholder,
      autocomplete: "email",
    },
  ],
  submits: [{ text: visit.texts.continue, style: "secondary" }],
});

/** The provider that belongs to an address: by its domain, or as a whole. */
export async function providerOfAddress({ request }: Visit, address: string): Promise<string | undefined> {
  const candidates = [address.slice(address.lastIndexOf("@") + 1).toLowerCase(), address];
  for (const identifier of candidates) {
    const found = await identityProviders.findBy(request.call.ctx.store, "identifier", identifier, request.pool.id);
    if (found && request.client.oauth.identityProviders?.includes(found.name)) return addressOf(request, { idp_identifier: identifier });
  }
  return undefined;
}
