import { identityProviders } from "../../records/identity-providers.ts";
import { BUILT_IN } from "../../rules/identity-providers.ts";
import { depart } from "../departure.ts";
import { mayUse } from "./available-provider.ts";
import type { Step } from "./request.ts";

/** Past the pages of the pool, where the client names another provider. One that it may not use is told of by the page. */
export const toProvider: Step = async (request) => {
  const { call, pool, provider } = request;
  if (provider === undefined || provider === BUILT_IN || !mayUse(request)) return undefined;
  const found = await identityProviders.find(call.ctx.store, pool.id, provider);
  return found && depart(request, found);
};
