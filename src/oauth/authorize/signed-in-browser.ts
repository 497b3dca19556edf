import { findBrowserSession } from "../../web/browser-session.ts";
import { browserPlace } from "../call.ts";
import type { Step } from "./request.ts";

/** Who is signed in already, unless the client wants to see them sign in again. */
export const signedInBrowser: Step = async ({ call, query, pool, client, domain, prompt }) => {
  if (prompt.includes("login")) return undefined;
  const session = await findBrowserSession(call.ctx, browserPlace(call, client, domain), { pool, client });
  if (!session) return undefined;
  const oldest = call.ctx.clock.now() - Number(query["max_age"] ?? Infinity) * 1000;
  return session.session.createdAt < oldest ? undefined : { found: { session } };
};
