import { nullableFlag } from "./answer.ts";
import { about, attributesOf, type CustomSignIn, subjectOf } from "./custom-challenge.ts";
import type { Raiser } from "./invoke.ts";

export interface GivenAnswer {
  readonly privateParameters: Readonly<Record<string, string>>;
  /** ANSWER as the client gave it. */
  readonly answer: string;
}

/** Whether the answer to a CUSTOM_CHALLENGE is right. The pool has to have the trigger. */
export async function verifyAuthChallenge(
  from: Raiser,
  signIn: CustomSignIn,
  { privateParameters, answer }: GivenAnswer,
): Promise<boolean> {
  const request = {
    userAttributes: attributesOf(signIn),
    privateChallengeParameters: privateParameters,
    challengeAnswer: answer,
    ...about(signIn),
  };
  const response = await from.triggers.call(from, "VerifyAuthChallengeResponse", subjectOf(signIn), {
    source: "VerifyAuthChallengeResponse_Authentication",
    request,
    response: { answerCorrect: null },
  });
  return nullableFlag(response, "answerCorrect");
}
