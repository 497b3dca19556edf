import { InvalidParameterException } from "#generated/errors.ts";
import { userDisabled, userNotFound } from "../../accounts/lookup.ts";
import type { Attempt, Flow, Step } from "../attempt.ts";
import { checkAccount, decide } from "../challenges/custom-sign-in.ts";
import { openAttempt } from "../factors/first-factor.ts";
import { givenName, required } from "../parameters.ts";

/** The pool's own functions say what is asked, and when that is enough. */
export const customAuth: Flow = {
  names: ["CUSTOM_AUTH"],
  doors: ["client", "admin"],
  allowedBy: ["ALLOW_CUSTOM_AUTH", "CUSTOM_AUTH_FLOW_ONLY"],
  allowedByDefault: true,
  notAllowed: () => "CUSTOM_AUTH is not enabled for the client.",
  required: ["USERNAME"],
  hashedNames: givenName,
  begin: async (opening, flow) => {
    const { ctx, pool, client, parameters } = opening;
    if (!ctx.triggers.has(pool, "DefineAuthChallenge"))
      throw new InvalidParameterException("Custom auth lambda trigger is not configured for the user pool.");
    const attempt = await openAttempt(opening, flow, parameters["USERNAME"] ?? "");
    if (!attempt.user && !client.hideUserExistence) throw userNotFound();
    return parameters["CHALLENGE_NAME"] === "SRP_A" ? withPassword(attempt, required(parameters, "SRP_A")) : withoutPassword(attempt);
  },
  resume: async (attempt, met) => {
    const { custom } = attempt.progress;
    return custom && decide(attempt, [...custom, { challengeName: met, challengeResult: true }]);
  },
};

/** The password is proven by SRP first, and the functions are told so (AWS, "SRP password verification in custom authentication flow"). */
async function withPassword(attempt: Attempt, srpA: string): Promise<Step> {
  if (attempt.user && !attempt.user.enabled) throw userDisabled();
  return decide(attempt, [{ challengeName: "SRP_A", challengeResult: true }], srpA);
}

async function withoutPassword(attempt: Attempt): Promise<Step> {
  if (attempt.user) checkAccount(attempt, attempt.user);
  return decide(attempt, []);
}
