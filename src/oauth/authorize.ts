import { look } from "./authorize/steps.ts";
import type { Endpoint } from "./call.ts";

/** `GET /oauth2/authorize`: the last of its steps answers, if none before did. */
export const authorize: Endpoint = async (call) => {
  const outcome = await look("authorize", call);
  if ("answer" in outcome) return outcome.answer;
  throw new Error("No step of authorize has answered.");
};
