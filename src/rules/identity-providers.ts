import { InvalidParameterException } from "#generated/errors.ts";
import type { ProviderType } from "../records/identity-providers.ts";
import type { Pool } from "../records/pools.ts";
import { checkSamlDetails, samlAdditions } from "./saml-details.ts";

export type Details = Readonly<Record<string, string>>;

/** The pool's own users, as clients and links name them. Not a provider that can be made or changed. */
export const BUILT_IN = "COGNITO";

/** The four whose addresses everybody knows. A pool has one of each at most, by this name. */
export const SOCIAL_PROVIDERS: readonly string[] = ["Google", "Facebook", "LoginWithAmazon", "SignInWithApple"] satisfies ProviderType[];

interface Kind {
  /** Details without which there is no provider, and what is said then. */
  readonly required: readonly string[];
  readonly incomplete: string;
  /** What the service adds to the details that were given. */
  readonly added: (given: Details) => Details | Promise<Details>;
  /** The name at the provider that a user name is made from. */
  readonly subject?: string;
}

const SOCIAL = {
  required: ["client_id", "client_secret", "authorize_scopes"],
  incomplete: "clientId, clientSecret and authorizeScopes are all required idp details.",
};
const FACEBOOK_VERSION = "v12.0";

/** AWS, "Using social identity providers with a user pool"; the additions as its documented answers show them. */
const KINDS: Readonly<Record<ProviderType, Kind>> = {
  Google: {
    ...SOCIAL,
    added: () => ({
      attributes_url: "https://people.googleapis.com/v1/people/me?personFields=",
      attributes_url_add_attributes: "true",
      authorize_url: "https://accounts.google.com/o/oauth2/v2/auth",
      oidc_issuer: "https://accounts.google.com",
      token_request_method: "POST",
      token_url: "https://www.googleapis.com/oauth2/v4/token",
    }),
    subject: "sub",
  },
  Facebook: {
    ...SOCIAL,
    added: ({ api_version: version = FACEBOOK_VERSION }) => ({
      attributes_url: `https://graph.facebook.com/${version}/me?fields=`,
      attributes_url_add_attributes: "true",
      authorize_url: `https://www.facebook.com/${version}/dialog/oauth`,
      token_request_method: "GET",
      token_url: `https://graph.facebook.com/${version}/oauth/access_token`,
    }),
    subject: "id",
  },
  LoginWithAmazon: {
    ...SOCIAL,
    added: () => ({
      attributes_url: "https://api.amazon.com/user/profile",
      attributes_url_add_attributes: "false",
      authorize_url: "https://www.amazon.com/ap/oa",
      token_request_method: "POST",
      token_url: "https://api.amazon.com/auth/o2/token",
    }),
    subject: "user_id",
  },
  SignInWithApple: {
    required: ["client_id", "private_key", "team_id", "key_id"],
    incomplete: "clientId, privateKey, teamId, and keyId are all required idp details.",
    added: () => ({
      attributes_url_add_attributes: "false",
      authorize_url: "https://appleid.apple.com/auth/authorize",
      oidc_issuer: "https://appleid.apple.com",
      token_request_method: "POST",
      token_url: "https://appleid.apple.com/auth/token",
    }),
    subject: "sub",
  },
  OIDC: {
    required: ["client_id", "authorize_scopes", "oidc_issuer", "attributes_request_method"],
    incomplete: "clientId, authorizeScopes, oidcIssuer and attributesRequestMethod are all required idp details.",
    // Endpoints that are not given are looked up at the issuer when somebody signs in, not here: a pool for tests can be
    // set up without a network.
    added: () => ({ attributes_url_add_attributes: "false" }),
    subject: "sub",
  },
  SAML: { required: [], incomplete: "", added: samlAdditions },
};

const OIDC_URLS = ["oidc_issuer", "authorize_url", "token_url", "attributes_url", "jwks_uri"];
const LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"];

/** A social provider has exactly its type's name, and nothing else has. @throws InvalidParameterException */
export function checkProviderName(name: string, type: ProviderType): void {
  const reserved = type !== "SAML" && type !== "OIDC" ? type : undefined;
  const foreign = SOCIAL_PROVIDERS.includes(name) && name !== type;
  if ((reserved !== undefined && reserved !== name) || foreign || name.toUpperCase() === BUILT_IN)
    throw new InvalidParameterException(`Provider ${name} cannot be of type ${type}.`);
}

/** The details as they are stored. @throws InvalidParameterException */
export async function completedDetails(type: ProviderType, given: Details): Promise<Details> {
  const { required, incomplete, added } = KINDS[type];
  if (required.some((name) => !given[name])) throw new InvalidParameterException(incomplete);
  if (type === "OIDC") checkOidc(given);
  if (type === "SAML") await checkSamlDetails(given);
  return { ...given, ...(await added(given)) };
}

function checkOidc(given: Details): void {
  const method = given["attributes_request_method"] ?? "";
  if (!["POST", "GET"].includes(method))
    throw new InvalidParameterException(
      `1 validation error detected: Value '${method}' at 'attributesRequestMethod' failed to satisfy constraint: Member must satisfy enum value set: [POST, GET]`,
    );
  // Unlike AWS, an address on this machine may go without TLS, as redirect addresses may there: a provider for tests.
  if (OIDC_URLS.some((name) => given[name] !== undefined && !isSecure(given[name])))
    throw new InvalidParameterException("OIDC endpoint must start with https://");
}

const isSecure = (url: string): boolean =>
  URL.canParse(url) && (/^https:/i.test(url) || (/^http:/i.test(url) && LOCAL_HOSTS.includes(new URL(url).hostname)));

/** A mapping with the name that users are known by, which only SAML takes from the assertion's subject. */
export const completedMapping = (type: ProviderType, given: Details = {}): Details => {
  const { subject } = KINDS[type];
  return subject === undefined ? given : { username: subject, ...given };
};

/** A mapping's target has to be in the schema. @throws InvalidParameterException */
export function checkMapping({ schema }: Pool, mapping: Details): void {
  const unknown = Object.keys(mapping).find(
    (name) => name !== "username" && !schema.some((attribute) => attribute.name === name && name !== "sub"),
  );
  if (unknown !== undefined) throw new InvalidParameterException(`AttributeMapping contains invalid mapping: [${unknown}]`);
}

/** The name under which a link or a sign-in names a user at the provider, whatever the provider calls it. */
export const SUBJECT = "Cognito_Subject";
