import { passwordOperations } from "../../services/password/index.ts";
import { goTo, leftTooLong, linkTo, orSay, shown, startAgain } from "../answers.ts";
import { codeField, newPasswordFields, passwordsAgree, resendForm } from "../fields.ts";
import { filled } from "../languages/index.ts";
import { hashFor } from "../sign-in.ts";
import type { View } from "../view.ts";
import type { Visit } from "../visit.ts";
import type { FormValues, Screen } from "./screen.ts";

/** The code, and a new password. */
export const confirmForgotPassword: Screen = {
  // The router does not look at the case of letters: links have both spellings.
  path: "/confirmforgotPassword",
  show: async (visit) => (visit.state.username === undefined ? startAgain(visit) : shown(visit, view(visit))),
  submit: async (visit, form) => {
    // The code lives longer than what pages leave to each other.
    const username = visit.state.username ?? form["username"];
    if (username === undefined) return leftTooLong(visit);
    const again = (error: string) => view(visit, error);
    if (form["resend"] !== undefined) return orSay(visit, () => sendAgain(visit, username), again);
    if (!passwordsAgree(form)) return shown(visit, view(visit, visit.texts.passwordsDiffer));
    return orSay(visit, () => changed(visit, username, form), again);
  },
};

async function changed(visit: Visit, username: string, { code = "", password = "" }: FormValues) {
  const { call, client } = visit.request;
  await passwordOperations.confirmForgotPassword(
    { ClientId: client.id, SecretHash: hashFor(client, username), Username: username, ConfirmationCode: code.trim(), Password: password },
    call.ctx,
  );
  return goTo(visit, "/login", { notice: "passwordChanged" });
}

async function sendAgain(visit: Visit, username: string) {
  const { call, client } = visit.request;
  const input = { ClientId: client.id, SecretHash: hashFor(client, username), Username: username };
  const { CodeDeliveryDetails } = await passwordOperations.forgotPassword(input, call.ctx);
  return goTo(visit, "/confirmforgotPassword", { username, sentTo: CodeDeliveryDetails?.Destination, notice: "resent" });
}

function view(visit: Visit, error?: string): View {
  const { texts, state } = visit;
  const { sentTo: destination, username = "", notice } = state;
  const action = linkTo(visit, "/confirmforgotPassword");
  const invalid = error !== undefined;
  const labels = { password: texts.newPassword, again: texts.confirmNewPassword };
  return {
    page: "confirm-forgot-password",
    title: texts.resetTitle,
    heading: texts.resetTitle,
    lead: destination === undefined ? texts.codeSentUnknown : filled(texts.codeSent, { destination }),
    graphic: destination?.startsWith("+") ? "SMS_GRAPHIC" : "EMAIL_GRAPHIC",
    error,
    notice: invalid || !notice ? undefined : filled(texts[notice], { destination: destination ?? "" }),
    forms: [
      {
        action,
        name: "resetPassword",
        hidden: { username },
        fields: [
          codeField(visit, { id: "forgot_password_code", invalid }),
          ...newPasswordFields(visit, { ids: { password: "new_password", again: "confirm_password" }, labels, invalid }),
        ],
        submits: [{ text: texts.changePassword, name: "reset_password", style: "primary" }],
      },
      resendForm(visit, action),
    ],
    links: [{ text: texts.signIn, href: linkTo(visit, "/login") }],
  };
}
