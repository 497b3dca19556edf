import { choosesFirstFactor } from "../auth/door.ts";
import { passkeysOf } from "../records/passkeys.ts";
import type { User } from "../records/users.ts";
import { type Answer, redirect } from "../web/answer.ts";
import { pathTo } from "./answers.ts";
import { stateCookie } from "./state.ts";
import type { Visit } from "./visit.ts";

/** Who has just signed up is offered a passkey once, where the client and the pool know them (AWS, "Managed login"); who is made by an administrator never is. */
export async function offerPasskey(visit: Visit, user: User, finished: Answer): Promise<Answer> {
  const { call, client, pool } = visit.request;
  const usable = visit.look.version === 2 && choosesFirstFactor(client) && pool.firstAuthFactors.includes("WEB_AUTHN");
  const location = finished.headers?.["location"];
  if (!usable || location === undefined || (await passkeysOf(call.ctx.store, user)).length > 0) return finished;
  // The way back to the client is the one that the sign-in has ended in.
  const cookies = [...(finished.cookies ?? []), await stateCookie(visit.request, { then: location })];
  return redirect(pathTo(visit, "/passkeys/add"), cookies);
}
