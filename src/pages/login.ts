import { Router } from "express";
import { CognitoError } from "#generated/errors.ts";
import { hostedDoor } from "../auth/door.ts";
import { begin } from "../auth/engine.ts";
import { finishSignIn } from "../oauth/finish-sign-in.ts";
import { hostedPage, type Page } from "../oauth/hosted-page.ts";
import type { Hosting } from "../oauth/serve.ts";
import { HTML_TYPE } from "../web/answer.ts";
import { escaped } from "../web/document.ts";

/** `/login`: name and password. */
export function createLoginPage({ serve }: Hosting): Router {
  const router = Router();
  router.get("/login", serve("loginPage", hostedPage(login)));
  router.post("/login", serve("login", hostedPage(login)));
  return router;
}

const login: Page = async ({ request, csrf, form }) => {
  const { call, client } = request;
  const show = (error = "") => ({
    status: 200,
    headers: { "content-type": HTML_TYPE },
    body: `<!DOCTYPE html><html lang="en"><title>Signin</title><form action="/login?${escaped(call.query.text)}" method="post" name="cognitoSignInForm"><p id="loginErrorMessage">${escaped(error)}</p><input type="hidden" name="_csrf" value="${escaped(csrf)}"><input id="signInFormUsername" name="username"><input id="signInFormPassword" name="password" type="password"><input name="signInSubmitButton" type="Submit" value="Sign in"></form></html>`,
  });
  if (!form) return show();
  try {
    const { username: USERNAME = "", password: PASSWORD = "" } = form;
    const outcome = await begin(call.ctx, {
      door: hostedDoor,
      clientId: client.id,
      flow: "USER_PASSWORD_AUTH",
      parameters: { USERNAME, PASSWORD },
    });
    return outcome.kind === "signed-in" ? await finishSignIn(request, outcome.signedIn) : show(outcome.kind);
  } catch (error) {
    if (!(error instanceof CognitoError)) throw error;
    return show(error.message);
  }
};
