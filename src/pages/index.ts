import { Router } from "express";
import type { Services } from "../context.ts";
import type { Endpoint } from "../oauth/call.ts";
import { Refusal } from "../oauth/errors.ts";
import { hostedPage } from "../oauth/hosted-page.ts";
import type { Hosting } from "../oauth/serve.ts";
import { startAgain } from "./answers.ts";
import { authEventFeedback } from "./auth-event-feedback.ts";
import { confirmUser } from "./confirm-user.ts";
import { refusalNotice, showError } from "./error-page.ts";
import { createImages } from "./images.ts";
import { createLocalProviderPages } from "./local-provider/index.ts";
import { SCREENS } from "./screens/index.ts";
import type { Screen } from "./screens/screen.ts";
import { openVisit } from "./visit.ts";

/** All pages that users see, and the images in them. */
export function createPages(services: Services, { serve }: Hosting): Router {
  const router = Router();
  for (const [name, screen] of Object.entries(SCREENS)) {
    const endpoint = endpointOf(screen);
    if (screen.show) router.get(screen.path, serve(`${name}Page`, endpoint));
    if (screen.submit) router.post(screen.path, serve(name, endpoint));
  }
  router.get("/error", serve("errorPage", showError));
  router.get("/confirmUser", serve("confirmUser", confirmUser));
  router.get("/authEventFeedback", serve("authEventFeedback", authEventFeedback));
  router.use(createImages(services));
  router.use(createLocalProviderPages(services));
  return router;
}

function endpointOf({ show, submit, managed, runner }: Screen): Endpoint {
  const page = hostedPage(async (page) => {
    const visit = await openVisit(page);
    if (managed && visit.look.version === 1) return startAgain(visit);
    if (page.form && submit) return submit(visit, page.form);
    return show ? show(visit) : startAgain(visit);
  }, runner);
  return (call) =>
    page(call).catch((error: unknown) => {
      if (!(error instanceof Refusal) || error.says === undefined) throw error;
      return refusalNotice(call, error.answer.status, error.says);
    });
}
