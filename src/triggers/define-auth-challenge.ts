import { nullableFlag, text } from "./answer.ts";
import { about, attributesOf, type ChallengeRecord, type CustomSignIn, sessionOf, subjectOf } from "./custom-challenge.ts";
import type { Raiser } from "./invoke.ts";

/** What comes next in a custom sign-in. `failAuthentication` wins over the others. */
export interface DefineAnswer {
  readonly challengeName?: string;
  readonly issueTokens: boolean;
  readonly failAuthentication: boolean;
}

/** @param session what was answered so far, oldest first. The pool has to have the trigger. */
export async function defineAuthChallenge(from: Raiser, signIn: CustomSignIn, session: readonly ChallengeRecord[]): Promise<DefineAnswer> {
  const request = { userAttributes: attributesOf(signIn), session: sessionOf(session), ...about(signIn) };
  const response = await from.triggers.call(from, "DefineAuthChallenge", subjectOf(signIn), {
    source: "DefineAuthChallenge_Authentication",
    request,
    response: { challengeName: null, issueTokens: null, failAuthentication: null },
  });
  return {
    challengeName: text(response, "challengeName"),
    issueTokens: nullableFlag(response, "issueTokens"),
    failAuthentication: nullableFlag(response, "failAuthentication"),
  };
}
