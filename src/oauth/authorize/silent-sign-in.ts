import { answerClient } from "../answer-client.ts";
import { onCallback } from "../errors.ts";
import type { Step } from "./request.ts";
import { callbackOf } from "./well-formed.ts";

/** Straight to the callback with whom the browser's session names. */
export const silentSignIn: Step = (request) => {
  const { session, prompt } = request;
  if (session)
    return answerClient(request, { user: session.user, authTime: session.session.createdAt, browserSession: session.session.id });
  if (prompt.includes("none")) throw onCallback(callbackOf(request), "login_required");
  return undefined;
};
