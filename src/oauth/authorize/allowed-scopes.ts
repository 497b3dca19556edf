import { onCallback } from "../errors.ts";
import type { Step } from "./request.ts";
import { callbackOf } from "./well-formed.ts";

/** Tell of the user, for which there has to be an ID token. */
const OF_IDENTITY = ["phone", "email", "profile"];

/** No scope asks for all that the client has (AWS, "Authorize endpoint"). One that it lacks is an error in every recording. */
export const allowedScopes: Step = (request) => {
  const { query, client } = request;
  const asked = [...new Set((query["scope"] ?? "").split(" ").filter(Boolean))];
  const scopes = asked.length > 0 ? asked : client.oauth.scopes;
  const withoutIdentity = !scopes.includes("openid") && asked.some((scope) => OF_IDENTITY.includes(scope));
  if (withoutIdentity || scopes.some((scope) => !client.oauth.scopes.includes(scope)))
    throw onCallback(callbackOf(request), "invalid_request", "invalid_scope");
  return { found: { scopes } };
};
