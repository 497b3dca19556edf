import { goTo, leftTooLong, linkTo, orSay, shown, startAgain } from "../answers.ts";
import { filled } from "../languages/index.ts";
import { offered } from "../sign-in.ts";
import { answerChallenge } from "../sign-in-way.ts";
import type { Link, View } from "../view.ts";
import type { Visit } from "../visit.ts";
import type { Screen } from "./screen.ts";

/** Managed login: how to sign in, for who has more than one way. */
export const chooseFactor: Screen = {
  path: "/selectChallenge",
  managed: true,
  show: async (visit) => (isChoosing(visit) ? shown(visit, view(visit)) : startAgain(visit)),
  submit: async (visit, { factor = "" }) => {
    if (!isChoosing(visit)) return leftTooLong(visit);
    if (factor === "PASSWORD") return goTo(visit, "/verifyPassword", visit.state);
    return orSay(
      visit,
      () => answerChallenge(visit, { ANSWER: factor }),
      (error) => view(visit, error),
    );
  },
};

export const isChoosing = ({ state }: Visit): boolean => state.asked?.challenge === "SELECT_CHALLENGE";

/** Back to the choice, for who has one. */
export const otherWays = (visit: Visit): Link[] =>
  isChoosing(visit) && offered(visit.state.asked).length > 1
    ? [{ text: visit.texts.otherWay, href: linkTo(visit, "/selectChallenge") }]
    : [];

function view(visit: Visit, error?: string): View {
  const { texts, state } = visit;
  return {
    page: "choose-factor",
    title: texts.signIn,
    heading: texts.chooseFactor,
    lead: filled(texts.signingInAs, { username: state.asked?.username ?? "" }),
    error,
    forms: [
      {
        action: linkTo(visit, "/selectChallenge"),
        fields: [],
        submits: offered(visit.state.asked).map(([choice, text], index) => ({
          text: texts[text],
          name: "factor",
          value: choice,
          style: index === 0 ? "primary" : "secondary",
        })),
      },
    ],
    links: [{ text: texts.back, href: linkTo(visit, "/login") }],
  };
}
