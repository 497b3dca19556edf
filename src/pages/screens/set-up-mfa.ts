import { leftTooLong, linkTo, orSay, shown, startAgain } from "../answers.ts";
import { SET_UPS, settableFactors, setUp } from "../set-up-way.ts";
import type { View } from "../view.ts";
import type { Visit } from "../visit.ts";
import { MFA_TEXTS } from "./choose-mfa.ts";
import type { Screen } from "./screen.ts";

/** Which second factor to set up, where the pool requires one and has several. */
export const setUpMfa: Screen = {
  path: "/mfaSetup",
  show: async (visit) => (isAsked(visit) ? shown(visit, view(visit)) : startAgain(visit)),
  submit: async (visit, { factor = "" }) => {
    const { asked } = visit.state;
    if (!asked || !isAsked(visit)) return leftTooLong(visit);
    if (!(factor in SET_UPS) || !settableFactors(asked).includes(factor)) return shown(visit, view(visit));
    return orSay(
      visit,
      () => setUp(visit, asked, factor),
      (error) => view(visit, error),
    );
  },
};

export const isAsked = ({ state }: Visit): boolean => state.asked?.challenge === "MFA_SETUP";

function view(visit: Visit, error?: string): View {
  const { texts, state } = visit;
  const names = state.asked ? settableFactors(state.asked) : [];
  return {
    page: "set-up-mfa",
    title: texts.signIn,
    // AWS's own page says "Set up MFA" here.
    heading: texts.chooseMfa,
    error,
    forms: [
      {
        action: linkTo(visit, "/mfaSetup"),
        fields: [
          {
            kind: "choice",
            name: "factor",
            legend: texts.setUpLead,
            options: names.map((name, index) => ({ value: name, text: texts[MFA_TEXTS[name] ?? "code"], chosen: index === 0 })),
          },
        ],
        submits: [{ text: texts.continue, style: "primary" }],
      },
    ],
    links: [{ text: texts.back, href: linkTo(visit, "/login") }],
  };
}
