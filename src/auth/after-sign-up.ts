import type { Context } from "../context.ts";
import { uuid } from "../lib/ids.ts";
import type { Client } from "../records/clients.ts";
import type { Pool } from "../records/pools.ts";
import { type User, users } from "../records/users.ts";
import type { Stored } from "../storage/driver.ts";
import type { ChallengeName, Progress } from "./attempt.ts";
import type { Door } from "./door.ts";
import { type Outcome, proceed } from "./engine.ts";
import { checkMaySignInOtherwise, wrongPassword } from "./factors/first-factor.ts";

interface SignedUp {
  readonly door: Door;
  readonly pool: Pool & Stored;
  readonly client: Client & Stored;
  readonly sub: string;
}

/**
 * The sign-in of somebody who has just signed up, in the same browser: the password is the one that they chose, or the code
 * that confirmed them was the proof. Second factors are asked for as ever. Assumption: PreAuthentication is not told, for
 * AWS names no trigger between the confirmation and the tokens.
 * @throws NotAuthorizedException
 */
export async function beginAfterSignUp(ctx: Context, { door, pool, client, sub }: SignedUp): Promise<Outcome> {
  const user = await users.find(ctx.store, pool.id, sub);
  if (!user) throw wrongPassword();
  checkMaySignInOtherwise(ctx, pool, user);
  const proof: Pick<Progress, "flow" | "passed"> = user.password
    ? { flow: "USER_PASSWORD_AUTH", passed: [] }
    : { flow: "USER_AUTH", passed: codesShown(user) };
  return proceed(
    { kind: "passed", attempt: { ctx, door, pool, client, user, progress: { ...proof, subject: sub, eventId: uuid() } } },
    undefined,
  );
}

/** The code of the confirmation, by what it has verified; none where the pool's trigger has confirmed the user. */
function codesShown({ attributes }: User): ChallengeName[] {
  if (attributes["phone_number_verified"] === "true") return ["SMS_OTP"];
  return attributes["email_verified"] === "true" ? ["EMAIL_OTP"] : [];
}
