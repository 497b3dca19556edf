import { clients } from "../../records/clients.ts";
import { pools } from "../../records/pools.ts";
import { onErrorPage } from "../errors.ts";
import type { Step } from "./request.ts";

/** On a host of a pool's own, only its clients are known. */
export const knownClient: Step = async ({ call, query }) => {
  const { ctx, place } = call;
  const id = query["client_id"]!;
  if (place.vacant !== undefined)
    throw onErrorPage(`No user pool has the domain ${place.vacant}: CreateUserPoolDomain gives it to one`, id);
  const client = await clients.findBy(ctx.store, "clientId", id);
  const pool = client && (await pools.find(ctx.store, client.poolId, client.poolId));
  if (!client || !pool || (place.own && place.own.poolId !== pool.id)) {
    // Measured: the classic pages say what managed login only hints at.
    throw onErrorPage(place.own?.managedLoginVersion === 1 ? "Client does not exist" : "invalid_request", id);
  }
  return { found: { client, pool } };
};
