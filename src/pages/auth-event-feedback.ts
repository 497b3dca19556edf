import { CognitoError } from "#generated/errors.ts";
import type { Endpoint } from "../oauth/call.ts";
import { riskOperations } from "../services/risk/index.ts";
import { errorPageAnswer, pageAnswer } from "../web/document.ts";

const TEXTS = {
  Valid: "Thank you. The sign-in is marked as yours.",
  Invalid: "Thank you. The sign-in is marked as somebody else's. Change your password.",
} as const;

/** `GET /authEventFeedback`: where the links of a warning lead. Following one tells whether the sign-in was the user's own. */
export const authEventFeedback: Endpoint = async ({ ctx, query }) => {
  const {
    user_pool_id: UserPoolId,
    user_name: Username,
    event_id: EventId,
    feedback_token: FeedbackToken,
    feedback_value: FeedbackValue,
  } = query.values;
  if (!UserPoolId || !Username || !EventId || !FeedbackToken || (FeedbackValue !== "Valid" && FeedbackValue !== "Invalid"))
    return errorPageAnswer("Required parameters missing");
  try {
    await riskOperations.updateAuthEventFeedback({ UserPoolId, Username, EventId, FeedbackToken, FeedbackValue }, ctx);
  } catch (error) {
    if (!(error instanceof CognitoError)) throw error;
    return errorPageAnswer(error.message);
  }
  return pageAnswer({ status: 200, title: "Thank you", lines: [TEXTS[FeedbackValue]] });
};
