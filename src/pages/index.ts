import { Router } from "express";
import type { Services } from "../context.ts";
import type { Hosting } from "../oauth/serve.ts";
import { createAuthEventFeedbackPage } from "./auth-event-feedback.ts";
import { createConfirmUserPage } from "./confirm-user.ts";
import { createImages } from "./images.ts";
import { createLoginPage } from "./login.ts";

/** All pages that users see, and the images in them. */
export function createPages(services: Services, hosting: Hosting): Router {
  const router = Router();
  router.use(createLoginPage(hosting));
  router.use(createConfirmUserPage(services));
  router.use(createAuthEventFeedbackPage(services));
  router.use(createImages(services));
  return router;
}
