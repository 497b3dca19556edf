import { onErrorPage } from "../errors.ts";
import type { Step } from "./request.ts";

export const oauthClient: Step = ({ client }) => {
  if (!client.oauth.enabled) throw onErrorPage("invalid_request", client.id);
  return undefined;
};
