import { userDisabled, userNotFound } from "../../accounts/lookup.ts";
import type { Choice } from "../../rules/sign-in-choices.ts";
import { type Attempt, afterPassing, type Flow, type Opening, type Step } from "../attempt.ts";
import { availableChoices, take } from "../challenges/choice.ts";
import { checkMaySignIn, openAttempt, wrongPassword } from "../factors/first-factor.ts";
import { givenName } from "../parameters.ts";
import { openSignUpSession } from "../sign-up-session.ts";

/** The user chooses the first factor, or has but one. */
export const userAuth: Flow = {
  names: ["USER_AUTH"],
  doors: ["client", "admin", "hosted"],
  allowedBy: ["ALLOW_USER_AUTH"],
  allowedByDefault: false,
  // Assumption: the wording, after that of other flows.
  notAllowed: () => "USER_AUTH is not enabled for the client.",
  required: ["USERNAME"],
  hashedNames: givenName,
  begin: async (opening, flow) => {
    const attempt = await openAttempt(opening, flow, opening.parameters["USERNAME"] ?? "");
    if (!attempt.user && !opening.client.hideUserExistence) throw userNotFound();
    const choices = await availableChoices(attempt);
    return (await afterSignUp(opening, attempt, choices)) ?? choose(opening, attempt, choices);
  },
};

async function choose({ parameters }: Opening, attempt: Attempt, choices: readonly Choice[]): Promise<Step> {
  const preferred = choices.find((choice) => choice === parameters["PREFERRED_CHALLENGE"]);
  // With a password only after it, as in the flows that have nothing else.
  if (attempt.user?.enabled === false && preferred !== "PASSWORD") throw userDisabled();
  const taken = preferred ?? only(attempt, choices);
  // Assumption: the error, for a user who has nothing to sign in with.
  if (choices.length === 0) throw wrongPassword();
  if (!taken) return { kind: "ask", attempt, challenge: "SELECT_CHALLENGE", parameters: {}, available: choices };
  const step = await take(attempt, taken, parameters);
  return step.kind === "ask" ? { ...step, available: [taken] } : step;
}

/** The one factor that there is. Somebody who does not exist seems to have a one-time password (measured on AWS). */
function only({ user }: Attempt, choices: readonly Choice[]): Choice | undefined {
  if (!user) return choices.find((choice) => choice.endsWith("_OTP"));
  return choices.length === 1 ? choices[0] : undefined;
}

/**
 * A sign-in straight from the confirmation of the sign-up: its code counts as the one-time password. Assumption: where
 * that is no way to sign in, the session counts for nothing. @throws NotAuthorizedException
 */
async function afterSignUp({ session: text }: Opening, attempt: Attempt, choices: readonly Choice[]): Promise<Step | undefined> {
  const { ctx, pool, client, user } = attempt;
  if (text === undefined) return undefined;
  const { stage, attribute, spend } = await openSignUpSession(ctx, client, user, text);
  await spend();
  const factor = attribute === "email" ? "EMAIL_OTP" : "SMS_OTP";
  if (!user || stage !== "CONFIRM_SIGN_UP" || !attribute || !choices.includes(factor)) return undefined;
  checkMaySignIn(ctx, pool, user);
  return afterPassing(attempt, user, factor);
}
