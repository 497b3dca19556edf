import { Router } from "express";
import type { Services } from "../context.ts";
import { domainsOf } from "../records/domains.ts";
import { type Pool, pools } from "../records/pools.ts";
import { discovery } from "../tokens/issuer.ts";
import { jsonAnswer } from "../web/answer.ts";
import type { Call, Endpoint } from "./call.ts";
import { ANY_ORIGIN, type Hosting } from "./serve.ts";

/**
 * A pool's public keys and its OpenID Connect discovery document: under `/{userPoolId}/.well-known/`, and under
 * `/.well-known/` of its own hosts.
 */
export function createDiscovery({ store, tokens, settings }: Services, { serve }: Hosting): Router {
  const router = Router();
  const keys: Build = (pool) => tokens.jwks(pool.id);
  const document: Build = async (pool, hostedUrl) =>
    discovery(settings, pool, (await domainsOf(store, pool.id)).length > 0 ? hostedUrl : undefined);
  const manner = { headers: ANY_ORIGIN, cookieless: true };
  for (const [file, operationId, build] of [
    ["jwks.json", "keys", keys],
    ["openid-configuration", "discovery", document],
  ] as const) {
    router.get(`/:userPoolId/.well-known/${file}`, serve(operationId, named(build), manner));
    router.get(`/.well-known/${file}`, serve(`${operationId}OfDomain`, ofHost(build), manner));
  }
  return router;
}

/** `hostedUrl`: what addresses of the pool's pages start with. */
type Build = (pool: Pool, hostedUrl: string) => Promise<object>;

/** The address that leads to every pool: a pool's own host may be one that only some programs can resolve. */
const named =
  (build: Build): Endpoint =>
  ({ ctx, path }) =>
    describe(ctx, { poolId: String(path["userPoolId"]), hostedUrl: ctx.settings.publicUrl }, build);

const ofHost =
  (build: Build): Endpoint =>
  async ({ ctx, place }) =>
    place.own
      ? describe(ctx, { poolId: place.own.poolId, hostedUrl: place.origin }, build)
      : jsonAnswer(404, { message: "No user pool has this host." });

async function describe({ store }: Call["ctx"], { poolId, hostedUrl }: { poolId: string; hostedUrl: string }, build: Build) {
  const pool = await pools.find(store, poolId, poolId);
  // Assumption: 404. The message is Cognito's; its status was never recorded.
  return pool ? jsonAnswer(200, await build(pool, hostedUrl)) : jsonAnswer(404, { message: `User pool ${poolId} does not exist.` });
}
