import type { Context } from "../../context.ts";
import type { IdentityProvider } from "../../records/identity-providers.ts";
import type { Arrival } from "../external-identity.ts";

/** A journey of a browser to a provider and back. */
export interface Journey {
  readonly provider: IdentityProvider;
  /** Where the provider sends the browser back to. */
  readonly returnUrl: string;
  /** Comes back unchanged. */
  readonly state: string;
  /** In the provider's ID token; of SAML, the id of the request. */
  readonly nonce: string;
}

/** What the application asked for that providers understand as well. */
export interface Wishes {
  readonly loginHint?: string;
  readonly prompt?: string;
}

/** One protocol that providers speak. */
export interface Upstream {
  /** Where to send the browser. */
  departure(ctx: Context, journey: Journey, wishes: Wishes): Promise<string>;
  /** Who has come back. @throws UpstreamRefusal for every answer that is not to be believed */
  arrival(ctx: Context, journey: Journey, parameters: URLSearchParams): Promise<Arrival>;
}

/** What the application is told at its callback instead of a code. */
export class UpstreamRefusal extends Error {
  constructor(
    readonly error: string,
    readonly description: string,
  ) {
    super(description);
  }
}

export const invalidRequest = (description: string): UpstreamRefusal => new UpstreamRefusal("invalid_request", description);
