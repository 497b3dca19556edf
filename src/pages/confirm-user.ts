import { Router } from "express";
import { CognitoError } from "#generated/errors.ts";
import type { Services } from "../context.ts";
import { confirmByLink } from "../services/sign-up/index.ts";
import { contextOfPage } from "../web/caller.ts";
import { sendErrorPage, sendPage } from "../web/document.ts";

/** `GET /confirmUser`: where the link of a verification by link leads. Following it confirms the user. */
export function createConfirmUserPage(services: Services): Router {
  const router = Router();
  router.get("/confirmUser", async (request, response) => {
    const { client_id: clientId, user_name: username, confirmation_code: code } = request.query;
    if (!isText(clientId) || !isText(username) || !isText(code)) return sendErrorPage(response, "Required parameters missing");
    try {
      await confirmByLink(contextOfPage(services, request), { clientId, username, code });
    } catch (error) {
      if (!(error instanceof CognitoError)) throw error;
      return sendErrorPage(response, error.message);
    }
    sendPage(response, { status: 200, title: "Confirmed", lines: ["Your registration has been confirmed!"] });
  });
  return router;
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
