import { onErrorPage } from "../errors.ts";
import type { Step } from "./request.ts";

/** Compared as text: an address that only means the same is another one (RFC 9700 section 4.1.3). */
export const registeredRedirect: Step = ({ query, client }) => {
  const { callbackUrls, defaultRedirectUri } = client.oauth;
  const redirectUri = query["redirect_uri"] ?? defaultRedirectUri ?? (callbackUrls.length === 1 ? callbackUrls[0] : undefined);
  if (redirectUri === undefined) throw onErrorPage("Required parameters missing", client.id);
  if (!callbackUrls.includes(redirectUri)) throw onErrorPage("redirect_mismatch", client.id);
  return { found: { redirectUri } };
};
