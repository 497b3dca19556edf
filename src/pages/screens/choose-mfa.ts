import { leftTooLong, linkTo, orSay, shown, startAgain } from "../answers.ts";
import type { TextKey } from "../languages/index.ts";
import { answerChallenge } from "../sign-in-way.ts";
import type { View } from "../view.ts";
import type { Visit } from "../visit.ts";
import type { Screen } from "./screen.ts";

export const MFA_TEXTS: Readonly<Record<string, TextKey>> = { SMS_MFA: "mfaSms", EMAIL_OTP: "mfaEmail", SOFTWARE_TOKEN_MFA: "mfaTotp" };

/** Which second factor to use, for who has several and prefers none. */
export const chooseMfa: Screen = {
  path: "/mfaOption",
  show: async (visit) => (isChoosing(visit) ? shown(visit, view(visit)) : startAgain(visit)),
  submit: async (visit, { factor = "" }) => {
    if (!isChoosing(visit)) return leftTooLong(visit);
    return orSay(
      visit,
      () => answerChallenge(visit, { ANSWER: factor }),
      (error) => view(visit, error),
    );
  },
};

const isChoosing = ({ state }: Visit): boolean => state.asked?.challenge === "SELECT_MFA_TYPE";

function view(visit: Visit, error?: string): View {
  const { texts, state } = visit;
  const names = JSON.parse(state.asked?.parameters["MFAS_CAN_CHOOSE"] ?? "[]") as string[];
  return {
    page: "choose-mfa",
    title: texts.signIn,
    heading: texts.chooseMfa,
    error,
    forms: [
      {
        action: linkTo(visit, "/mfaOption"),
        fields: [
          {
            kind: "choice",
            name: "factor",
            legend: texts.chooseMfaLead,
            options: names.map((name, index) => ({ value: name, text: texts[MFA_TEXTS[name] ?? "code"], chosen: index === 0 })),
          },
        ],
        submits: [{ text: texts.continue, style: "primary" }],
      },
    ],
    links: [{ text: texts.back, href: linkTo(visit, "/login") }],
  };
}
