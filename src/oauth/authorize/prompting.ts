import { onCallback } from "../errors.ts";
import type { Step } from "./request.ts";
import { callbackOf } from "./well-formed.ts";

/** `prompt` is managed login's (AWS, "Authorize endpoint"); the classic pages pass over it. */
export const prompting: Step = (request) => {
  const { query, domain } = request;
  const prompt = domain.managedLoginVersion === 1 ? [] : (query["prompt"] ?? "").split(" ").filter(Boolean);
  // OpenID Connect Core section 3.1.2.1.
  if (prompt.includes("none") && prompt.length > 1) throw onCallback(callbackOf(request), "invalid_request");
  return { found: { prompt } };
};
