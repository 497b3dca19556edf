import { onErrorPage } from "../errors.ts";
import { domainAt } from "../place.ts";
import type { Step } from "./request.ts";

/** Without a domain a pool has no pages on AWS, nor any address that could say so; here somebody is looking at the screen. */
export const hostedPool: Step = async ({ call, client, pool }) => {
  const domain = await domainAt(call.ctx.store, call.place, pool.id);
  if (!domain) throw onErrorPage(`The user pool ${pool.id} has no domain: CreateUserPoolDomain gives it one`, client.id);
  return { found: { domain } };
};
