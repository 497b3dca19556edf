import { onCallback } from "../errors.ts";
import type { Step } from "./request.ts";
import { callbackOf } from "./well-formed.ts";

const FLOWS = { code: "code", token: "implicit" } as const;

export const allowedFlow: Step = (request) => {
  if (!request.client.oauth.flows.includes(FLOWS[request.responseType])) throw onCallback(callbackOf(request), "unauthorized_client");
  return undefined;
};
