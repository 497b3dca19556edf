import { onErrorPage } from "../errors.ts";
import { findClient } from "../find-client.ts";
import type { Step } from "./request.ts";

/** On a host of a pool's own, only its clients are known. */
export const knownClient: Step = async ({ call, query }) => {
  const { ctx, place } = call;
  const id = query["client_id"]!;
  if (place.vacant !== undefined)
    throw onErrorPage(`No user pool has the domain ${place.vacant}: CreateUserPoolDomain gives it to one`, id);
  const named = await findClient(ctx, place, id);
  // Measured: the classic pages say what managed login only hints at.
  if (!named) throw onErrorPage(place.own?.managedLoginVersion === 1 ? "Client does not exist" : "invalid_request", id);
  return { found: { client: named.client, pool: named.pool } };
};
