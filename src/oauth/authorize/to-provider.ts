import { BUILT_IN } from "../../rules/identity-providers.ts";
import { onCallback } from "../errors.ts";
import { mayUse } from "./available-provider.ts";
import type { Step } from "./request.ts";
import { callbackOf } from "./well-formed.ts";

/** Past the pages of the pool, where the client names another provider. */
export const toProvider: Step = (request) => {
  const { provider } = request;
  if (provider === undefined || provider === BUILT_IN || !mayUse(request)) return undefined;
  throw onCallback(callbackOf(request), "server_error", `Sign-in through ${provider} is not built yet`);
};
