import { verifyAuthChallenge } from "../../triggers/verify-auth-challenge.ts";
import type { Challenge } from "../attempt.ts";
import { required } from "../parameters.ts";
import { type CustomQuestion, customSignIn, decide, notConfigured } from "./custom-sign-in.ts";

/** A question of the pool's own. What a wrong answer leads to is for the pool's functions to say. */
export const customChallenge: Challenge = {
  name: "CUSTOM_CHALLENGE",
  once: true,
  check: (responses) => void required(responses, "ANSWER"),
  answer: async (attempt, { responses, data }) => {
    const { ctx, pool, progress } = attempt;
    if (!ctx.triggers.has(pool, "VerifyAuthChallengeResponse")) throw notConfigured();
    const { privateParameters, metadata } = data as CustomQuestion;
    const challengeResult = await verifyAuthChallenge(ctx, customSignIn(attempt), {
      privateParameters,
      answer: required(responses, "ANSWER"),
    });
    return decide(attempt, [
      ...(progress.custom ?? []),
      { challengeName: "CUSTOM_CHALLENGE", challengeResult, challengeMetadata: metadata },
    ]);
  },
};
