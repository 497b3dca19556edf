import { type RequestHandler, Router } from "express";
import { ResourceNotFoundException } from "#generated/errors.ts";
import type { Services } from "../context.ts";
import { getPool, type Pool } from "../records/pools.ts";
import { discovery } from "../tokens/issuer.ts";

/** `/{userPoolId}/.well-known/`: a pool's public keys and its OpenID Connect discovery document. */
export function createDiscovery({ store, tokens, settings }: Services): Router {
  const router = Router();
  const answer =
    (build: (pool: Pool) => object | Promise<object>): RequestHandler =>
    async (request, response) => {
      response.setHeader("access-control-allow-origin", "*");
      const poolId = String(request.params["userPoolId"]);
      try {
        response.json(await build(await getPool(store, poolId)));
      } catch (error) {
        if (!(error instanceof ResourceNotFoundException)) throw error;
        // Assumption: 404. The message is Cognito's; its status was never recorded.
        response.status(404).json({ message: error.message });
      }
    };
  router.get(
    "/:userPoolId/.well-known/jwks.json",
    answer((pool) => tokens.jwks(pool.id)),
  );
  router.get(
    "/:userPoolId/.well-known/openid-configuration",
    answer((pool) => discovery(settings, pool)),
  );
  return router;
}
