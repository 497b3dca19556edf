import { text, textMap } from "./answer.ts";
import { about, attributesOf, type ChallengeRecord, type CustomSignIn, sessionOf, subjectOf } from "./custom-challenge.ts";
import type { Raiser } from "./invoke.ts";

export interface CreateAnswer {
  /** For the client. */
  readonly publicParameters: Readonly<Record<string, string>>;
  /** For VerifyAuthChallengeResponse only. */
  readonly privateParameters: Readonly<Record<string, string>>;
  /** For the session of later calls. */
  readonly metadata?: string;
}

/** Makes a CUSTOM_CHALLENGE. The pool has to have the trigger. */
export async function createAuthChallenge(from: Raiser, signIn: CustomSignIn, session: readonly ChallengeRecord[]): Promise<CreateAnswer> {
  const request = {
    userAttributes: attributesOf(signIn),
    challengeName: "CUSTOM_CHALLENGE",
    session: sessionOf(session),
    ...about(signIn),
  };
  const response = await from.triggers.call(from, "CreateAuthChallenge", subjectOf(signIn), {
    source: "CreateAuthChallenge_Authentication",
    request,
    response: { publicChallengeParameters: null, privateChallengeParameters: null, challengeMetadata: null },
  });
  return {
    publicParameters: textMap(response, "publicChallengeParameters") ?? {},
    privateParameters: textMap(response, "privateChallengeParameters") ?? {},
    metadata: text(response, "challengeMetadata"),
  };
}
