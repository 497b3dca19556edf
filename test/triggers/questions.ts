import { answering, type startLambda } from "./lambda.ts";

export const QUESTION_TRIGGERS = ["DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse"] as const;

/** Functions that ask a question until it is answered with 42, after the password where the client begins with it. */
export function defineQuestions(lambda: Pick<Awaited<ReturnType<typeof startLambda>>, "define">): void {
  lambda.define(
    "CreateAuthChallenge",
    answering({ publicChallengeParameters: { question: "7 x 6" }, privateChallengeParameters: { answer: "42" } }),
  );
  lambda.define("VerifyAuthChallengeResponse", (event) =>
    answering({ answerCorrect: event.request.challengeAnswer === event.request.privateChallengeParameters.answer })(event),
  );
  lambda.define("DefineAuthChallenge", (event) => {
    const [last] = event.request.session.slice(-1);
    if (last?.challengeName === "SRP_A") return answering({ challengeName: "PASSWORD_VERIFIER" })(event);
    return answering(
      last?.challengeName === "CUSTOM_CHALLENGE" && last.challengeResult ? { issueTokens: true } : { challengeName: "CUSTOM_CHALLENGE" },
    )(event);
  });
}
