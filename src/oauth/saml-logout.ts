import { openState, sealState } from "../federation/state.ts";
import { uuid } from "../lib/ids.ts";
import type { BrowserSession } from "../records/browser-sessions.ts";
import { identityProviders } from "../records/identity-providers.ts";
import { redirect } from "../web/answer.ts";
import type { Call, Endpoint } from "./call.ts";
import { onErrorPage } from "./errors.ts";

const RETURN = "/saml2/logout";
const PATIENCE_MS = 5 * 60_000;

/** Where the session at the SAML provider is ended first, if the provider wants that (AWS, "SAML sign-out flow"). `target`: where to in the end. */
export async function samlSignOut({ ctx, place }: Call, { poolId, saml }: BrowserSession, target: string): Promise<string | undefined> {
  const provider = saml && (await identityProviders.find(ctx.store, poolId, saml.provider));
  if (!provider || provider.details["IDPSignout"] !== "true") return undefined;
  const returnUrl = `${place.origin}${RETURN}`;
  const nonce = `_${uuid()}`;
  // Tied to no browser, so that it is good for nothing but coming back here.
  const kept = { provider: provider.name, nonce, query: target, returnUrl, browser: "", expiresAt: ctx.clock.now() + PATIENCE_MS };
  const state = await sealState(ctx, poolId, kept);
  const { samlSignOutUrl } = await import("../federation/providers/saml.ts");
  return samlSignOutUrl(ctx, { provider, returnUrl, state, nonce }, saml);
}

/** `POST /saml2/logout`: the provider has ended its session, and the browser goes where it was to go. */
export const samlLogout: Endpoint = async ({ ctx, form }) => {
  const opened = await openState(ctx, form?.values["RelayState"] ?? "");
  if (!opened || opened.state.browser !== "") throw onErrorPage("Invalid state");
  return redirect(opened.state.query);
};
