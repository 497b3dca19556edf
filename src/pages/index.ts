import { Router } from "express";
import type { Services } from "../context.ts";
import { createAuthEventFeedbackPage } from "./auth-event-feedback.ts";
import { createConfirmUserPage } from "./confirm-user.ts";

/** All pages that users see. */
export function createPages(services: Services): Router {
  const router = Router();
  router.use(createConfirmUserPage(services));
  router.use(createAuthEventFeedbackPage(services));
  return router;
}
