import { passwordOperations } from "../../services/password/index.ts";
import { goTo, linkTo, orSay, shown } from "../answers.ts";
import { nameField } from "../fields.ts";
import { hashFor } from "../sign-in.ts";
import type { View } from "../view.ts";
import type { Visit } from "../visit.ts";
import type { Screen } from "./screen.ts";

/** Who has forgotten the password gets a code. */
export const forgotPassword: Screen = {
  path: "/forgotPassword",
  show: async (visit) => shown(visit, view(visit, visit.request.query["login_hint"])),
  submit: async (visit, { username = "" }) =>
    orSay(
      visit,
      async () => {
        const { call, client } = visit.request;
        const input = { ClientId: client.id, SecretHash: hashFor(client, username), Username: username };
        const { CodeDeliveryDetails } = await passwordOperations.forgotPassword(input, call.ctx);
        return goTo(visit, "/confirmforgotPassword", { username, sentTo: CodeDeliveryDetails?.Destination });
      },
      (error) => view(visit, username, error),
    ),
};

function view(visit: Visit, username?: string, error?: string): View {
  const { texts, look } = visit;
  return {
    page: "forgot-password",
    title: texts.resetTitle,
    heading: texts.resetTitle,
    lead: texts.resetLead,
    error,
    forms: [
      {
        action: linkTo(visit, "/forgotPassword"),
        name: "forgotPassword",
        fields: [nameField(visit, { id: "username", value: username, invalid: error !== undefined })],
        submits: [{ text: look.version === 1 ? "Reset my password" : texts.sendCode, name: "reset_my_password", style: "primary" }],
      },
    ],
    links: [{ text: texts.back, href: linkTo(visit, "/login") }],
  };
}
