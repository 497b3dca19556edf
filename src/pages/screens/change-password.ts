import { leftTooLong, linkTo, orSay, shown, startAgain } from "../answers.ts";
import { attributeFields, attributesOf } from "../attribute-fields.ts";
import { newPasswordFields, passwordsAgree } from "../fields.ts";
import { answerChallenge } from "../sign-in-way.ts";
import type { View } from "../view.ts";
import type { Visit } from "../visit.ts";
import type { FormValues, Screen } from "./screen.ts";

const PREFIX = "userAttributes.";

/** A new password in the place of a temporary one, and what else the pool requires and does not know yet. */
export const changePassword: Screen = {
  path: "/changePassword",
  show: async (visit) => (isAsked(visit) ? shown(visit, view(visit, {})) : startAgain(visit)),
  submit: async (visit, form) => {
    if (!isAsked(visit)) return leftTooLong(visit);
    if (!passwordsAgree(form)) return shown(visit, view(visit, form, visit.texts.passwordsDiffer));
    const attributes = Object.entries(attributesOf(form)).map(([name, value]) => [PREFIX + name, value]);
    return orSay(
      visit,
      () => answerChallenge(visit, { NEW_PASSWORD: form["password"] ?? "", ...Object.fromEntries(attributes) }),
      (error) => view(visit, form, error),
    );
  },
};

const isAsked = ({ state }: Visit): boolean => state.asked?.challenge === "NEW_PASSWORD_REQUIRED";

function view(visit: Visit, form: FormValues, error?: string): View {
  const { texts, state } = visit;
  const missing = JSON.parse(state.asked?.parameters["requiredAttributes"] ?? "[]") as string[];
  const invalid = error !== undefined;
  const labels = { password: texts.newPassword, again: texts.confirmNewPassword };
  return {
    page: "change-password",
    title: texts.newPasswordTitle,
    heading: texts.newPasswordTitle,
    lead: texts.newPasswordLead,
    graphic: "PASSWORD_GRAPHIC",
    error,
    forms: [
      {
        action: linkTo(visit, "/changePassword"),
        name: "changePassword",
        fields: [
          ...newPasswordFields(visit, { ids: { password: "new_password", again: "confirm_password" }, labels, invalid }),
          ...attributeFields(visit, { names: missing.map((name) => name.replace(PREFIX, "")), form }),
        ],
        submits: [{ text: texts.changePassword, name: "reset_password", style: "primary" }],
      },
    ],
    links: [{ text: texts.back, href: linkTo(visit, "/login") }],
  };
}
