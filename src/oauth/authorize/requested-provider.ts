import { identityProviders } from "../../records/identity-providers.ts";
import type { Step } from "./request.ts";

/** Where the client wants its user to sign in: by name, or by what belongs to the provider, such as a domain. */
export const requestedProvider: Step = async ({ call, query, pool }) => {
  const { identity_provider: name, idp_identifier: identifier } = query;
  if (name !== undefined) return { found: { provider: name } };
  if (identifier === undefined) return undefined;
  const found = await identityProviders.findBy(call.ctx.store, "identifier", identifier, pool.id);
  return { found: { provider: found?.name ?? identifier } };
};
