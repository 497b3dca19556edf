import { Router } from "express";
import { CognitoError } from "#generated/errors.ts";
import type { Services } from "../context.ts";
import { riskOperations } from "../services/risk/index.ts";
import { contextOfPage } from "../web/caller.ts";
import { sendErrorPage, sendPage } from "../web/document.ts";

const TEXTS = {
  Valid: "Thank you. The sign-in is marked as yours.",
  Invalid: "Thank you. The sign-in is marked as somebody else's. Change your password.",
} as const;

/** `GET /authEventFeedback`: where the links of a warning lead. Following one tells whether the sign-in was the user's own. */
export function createAuthEventFeedbackPage(services: Services): Router {
  const router = Router();
  router.get("/authEventFeedback", async (request, response) => {
    const {
      user_pool_id: UserPoolId,
      user_name: Username,
      event_id: EventId,
      feedback_token: FeedbackToken,
      feedback_value: FeedbackValue,
    } = request.query;
    if (
      !isText(UserPoolId) ||
      !isText(Username) ||
      !isText(EventId) ||
      !isText(FeedbackToken) ||
      (FeedbackValue !== "Valid" && FeedbackValue !== "Invalid")
    )
      return sendErrorPage(response, "Required parameters missing");
    try {
      await riskOperations.updateAuthEventFeedback(
        { UserPoolId, Username, EventId, FeedbackToken, FeedbackValue },
        contextOfPage(services, request),
      );
    } catch (error) {
      if (!(error instanceof CognitoError)) throw error;
      return sendErrorPage(response, error.message);
    }
    sendPage(response, { status: 200, title: "Thank you", lines: [TEXTS[FeedbackValue]] });
  });
  return router;
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
