import { Router } from "express";
import type { Services } from "../context.ts";
import { createAuthEventFeedbackPage } from "./auth-event-feedback.ts";
import { createConfirmUserPage } from "./confirm-user.ts";
import { createImages } from "./images.ts";

/** All pages that users see, and the images in them. */
export function createPages(services: Services): Router {
  const router = Router();
  router.use(createConfirmUserPage(services));
  router.use(createAuthEventFeedbackPage(services));
  router.use(createImages(services));
  return router;
}
