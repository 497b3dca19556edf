import { InvalidParameterException } from "#generated/errors.ts";
import type { Choice } from "../../rules/sign-in-choices.ts";
import type { Attempt, Challenge, Parameters, Step } from "../attempt.ts";
import { required } from "../parameters.ts";
import { availableChoices, take } from "./choice.ts";
import { webAuthn } from "./web-authn.ts";

/** The choice of a first factor, with whatever that needs. */
export const selectChallenge: Challenge = {
  name: "SELECT_CHALLENGE",
  answer: async (attempt, { responses }) => chosen(attempt, required(responses, "ANSWER"), responses),
};

/** A factor that is sent as the challenge itself instead (AWS, RespondToAuthChallenge). */
const direct = (name: Choice): Challenge => ({
  name,
  alsoAnswers: "SELECT_CHALLENGE",
  answer: (attempt, { responses }) => chosen(attempt, name, responses),
});

export const password = direct("PASSWORD");
export const passwordSrp = direct("PASSWORD_SRP");

/** A passkey cannot be used before something was asked to be signed, so that sending it as the challenge only chooses it. */
export const webAuthnOrChoice: Challenge = {
  ...webAuthn,
  alsoAnswers: "SELECT_CHALLENGE",
  answer: (attempt, answer) =>
    answer.data === undefined ? chosen(attempt, webAuthn.name, answer.responses) : webAuthn.answer(attempt, answer),
};

/** @throws InvalidParameterException for what was not offered */
async function chosen(attempt: Attempt, answer: string, responses: Parameters): Promise<Step> {
  const choice = (await availableChoices(attempt)).find((name) => name === answer);
  // Reported once, with an unknown type.
  if (!choice) throw new InvalidParameterException("Selected challenge is not available");
  return take(attempt, choice, responses);
}
