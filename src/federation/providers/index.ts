import type { IdentityProvider } from "../../records/identity-providers.ts";
import type { Upstream } from "./upstream.ts";

/** The protocol that a provider speaks. Loaded when somebody signs in through one: most servers never need them. */
export async function upstreamOf({ type }: Pick<IdentityProvider, "type">): Promise<Upstream> {
  return type === "SAML" ? (await import("./saml.ts")).samlUpstream : (await import("./oauth.ts")).oauthUpstream;
}
