import type { Context } from "../context.ts";
import { uuid } from "../lib/ids.ts";
import type { Client } from "../records/clients.ts";
import type { ContactAttribute } from "../records/pools.ts";
import type { User } from "../records/users.ts";
import { choosesFirstFactor } from "./door.ts";
import { invalidSession, openSession, type SignUpStage, sealSession, spendSession } from "./session.ts";

interface Reached {
  readonly stage: SignUpStage;
  /** Confirmed: the contact that the code was sent to. */
  readonly attribute?: ContactAttribute;
}

/** The session with which a sign-up can end in a sign-in (AWS, InitiateAuth, Session); undefined where users do not choose how to sign in. */
export async function signUpSession(ctx: Context, client: Client, user: User, { stage, attribute }: Reached): Promise<string | undefined> {
  if (!choosesFirstFactor(client)) return undefined;
  const progress = { flow: "USER_AUTH", subject: user.sub, passed: [], eventId: uuid() } as const;
  return sealSession(ctx, client, { challenge: stage, progress, data: { attribute } });
}

/** What a session from the sign-up of this user is worth; `spend` ends it. @throws NotAuthorizedException */
export async function openSignUpSession(ctx: Context, client: Client, user: User | undefined, text: string) {
  const session = await openSession(ctx, client, text);
  const { challenge: stage } = session;
  if (session.progress.subject !== user?.sub || (stage !== "SIGN_UP" && stage !== "CONFIRM_SIGN_UP")) throw invalidSession();
  return {
    stage,
    attribute: (session.data as Pick<Reached, "attribute">).attribute,
    spend: () => spendSession(ctx, client.poolId, session),
  };
}
