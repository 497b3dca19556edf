import { PasswordResetRequiredException, UserNotConfirmedException } from "#generated/errors.ts";
import { beginAfterSignUp } from "../auth/after-sign-up.ts";
import { askAgain as askedAgain } from "../auth/ask-again.ts";
import type { ChallengeName, Parameters } from "../auth/attempt.ts";
import { hostedDoor } from "../auth/door.ts";
import { begin, type Outcome, respond } from "../auth/engine.ts";
import { finishSignIn } from "../oauth/finish-sign-in.ts";
import type { Answer } from "../web/answer.ts";
import { goTo, somethingWrong } from "./answers.ts";
import { offerPasskey } from "./passkey-offer.ts";
import { toSetUp } from "./set-up-way.ts";
import { type Asked, offered } from "./sign-in.ts";
import { noState } from "./state.ts";
import type { Visit } from "./visit.ts";

// How the pages take a sign-in from step to step: the engine says what is asked next, and each question has its page.

/** Name and password, as the form has them. */
export const beginByPassword = (visit: Visit, username: string, password: string): Promise<Answer> =>
  beginBy(visit, username, { flow: "USER_PASSWORD_AUTH", parameters: { USERNAME: username, PASSWORD: password } });

/** The name alone; the engine says with what the user can go on. */
export const beginByChoice = (visit: Visit, username: string): Promise<Answer> =>
  beginBy(visit, username, { flow: "USER_AUTH", parameters: { USERNAME: username } });

async function beginBy(
  visit: Visit,
  username: string,
  way: { flow: "USER_PASSWORD_AUTH" | "USER_AUTH"; parameters: Parameters },
): Promise<Answer> {
  const { call, client } = visit.request;
  try {
    return await follow(visit, username, await begin(call.ctx, { door: hostedDoor, clientId: client.id, ...way }));
  } catch (error) {
    return elsewhere(visit, username, error);
  }
}

/** Who has signed up just now in this browser; nothing is proved anew. */
export async function beginSignedUp(visit: Visit, { username, sub }: { username: string; sub: string }): Promise<Answer> {
  const { call, client, pool } = visit.request;
  const outcome = await beginAfterSignUp(call.ctx, { door: hostedDoor, pool, client, sub });
  return follow(visit, username, outcome, { signedUp: true });
}

/** The answer to what is asked. `responses` without the name. */
export async function answerChallenge(visit: Visit, responses: Parameters): Promise<Answer> {
  const { call, client } = visit.request;
  const { challenge, session, username } = visit.state.asked!;
  const input = { door: hostedDoor, clientId: client.id, challenge, session, responses: { USERNAME: username, ...responses } };
  try {
    return await follow(visit, username, await respond(call.ctx, input));
  } catch (error) {
    return elsewhere(visit, username, error);
  }
}

/** A new code for the same question. */
export async function askAgain(visit: Visit): Promise<Asked> {
  const { call, client } = visit.request;
  const { session, username } = visit.state.asked!;
  return { username, ...(await askedAgain(call.ctx, { door: hostedDoor, client, session })) };
}

/** Some that may not sign in yet can do something about it. */
function elsewhere(visit: Visit, username: string, error: unknown): Promise<Answer> {
  if (error instanceof UserNotConfirmedException) return goTo(visit, "/confirm", { username });
  if (error instanceof PasswordResetRequiredException) return goTo(visit, "/confirmforgotPassword", { username, notice: "resetRequired" });
  throw error;
}

/** The page of each question. Custom challenges have none (AWS, "Managed login"). */
const PAGES: Partial<Record<ChallengeName, string>> = {
  NEW_PASSWORD_REQUIRED: "/changePassword",
  SELECT_MFA_TYPE: "/mfaOption",
  SMS_MFA: "/mfa",
  EMAIL_OTP: "/mfa",
  SMS_OTP: "/mfa",
  SOFTWARE_TOKEN_MFA: "/mfa",
  WEB_AUTHN: "/verifyPasskey",
};

async function follow(visit: Visit, username: string, outcome: Outcome, { signedUp = false } = {}): Promise<Answer> {
  if (outcome.kind === "signed-in") {
    const { user, eventId, deviceKey } = outcome.signedIn;
    const answer = await finishSignIn(visit.request, { user, eventId, deviceKey });
    const finished = { ...answer, cookies: [...(answer.cookies ?? []), noState(visit.request)] };
    return signedUp ? offerPasskey(visit, user, finished) : finished;
  }
  if (outcome.kind !== "asked") throw new Error("A page was given tokens.");
  const { challenge, session, parameters, available } = outcome;
  const asked: Asked = { challenge, session, parameters, available, username };
  if (challenge === "MFA_SETUP") return toSetUp(visit, asked);
  if (challenge === "SELECT_CHALLENGE") return goTo(visit, offered(asked).length > 1 ? "/selectChallenge" : "/verifyPassword", { asked });
  const page = PAGES[challenge];
  return page === undefined ? somethingWrong(visit, `The pages have no way to ask ${challenge}.`) : goTo(visit, page, { asked });
}

/** The app's first code was right. `session`: as it goes on after that. */
export const answerSetUp = (visit: Visit, session: string): Promise<Answer> =>
  answerChallenge({ ...visit, state: { asked: { ...visit.state.asked!, session } } }, {});
