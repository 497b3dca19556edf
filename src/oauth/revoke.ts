import { isJwt } from "../tokens/refresh.ts";
import type { Answer } from "../web/answer.ts";
import type { Endpoint } from "./call.ts";
import { oauthChecks } from "./checks.ts";
import { authenticateClient } from "./client-authentication.ts";
import { clientError, invalidRequest } from "./errors.ts";

const DONE: Answer = { status: 200 };
const UNAUTHORIZED = 401;

/** `POST /oauth2/revoke`: ends the sign-in that a refresh token belongs to. What is unknown or revoked is as it should be (RFC 7009 section 2.2). */
export const revoke: Endpoint = async (call) => {
  const { ctx, form } = call;
  if (!form || (await oauthChecks()).get("revoke")!.formMistakes(form).length > 0) throw invalidRequest();
  const { client, pool } = await authenticateClient(call, UNAUTHORIZED);
  if (!client.tokenRevocation) throw invalidRequest();
  const token = form.values["token"]!;
  if (isJwt(token)) throw clientError("unsupported_token_type");
  const claims = await ctx.tokens.findRefresh(pool.id, token);
  if (!claims) return DONE;
  if (claims.clientId !== client.id) throw clientError("invalid_client", undefined, UNAUTHORIZED);
  await ctx.tokens.revoke(claims);
  return DONE;
};
