import { oauthChecks } from "../checks.ts";
import { onCallback } from "../errors.ts";
import type { AuthorizeRequest, Step } from "./request.ts";

/** What spec/oauth.openapi.yaml says of each parameter, and what it cannot say. */
export const wellFormed: Step = async (request) => {
  const { call, query } = request;
  const mistakes = (await oauthChecks()).get("authorize")!.queryMistakes(call.query);
  if (mistakes.length > 0 || !hasWholePkce(request) || isJsonText(query["state"])) throw onCallback(callbackOf(request), "invalid_request");
  return { found: { responseType: query["response_type"] as AuthorizeRequest["responseType"] } };
};

export const callbackOf = ({ redirectUri, query }: AuthorizeRequest) => ({ redirectUri, state: query["state"] });

/** The challenge and its method come together (AWS, "Authorize endpoint"). */
const hasWholePkce = ({ query }: AuthorizeRequest): boolean =>
  (query["code_challenge"] === undefined) === (query["code_challenge_method"] === undefined);

/** AWS documents that a state in JSON is not taken. */
function isJsonText(state: string | undefined): boolean {
  if (state === undefined || !/^\s*[[{]/.test(state)) return false;
  try {
    JSON.parse(state);
    return true;
  } catch {
    return false;
  }
}
