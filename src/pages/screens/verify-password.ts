import { leftTooLong, linkTo, orSay, shown, startAgain } from "../answers.ts";
import { passwordField } from "../fields.ts";
import { filled } from "../languages/index.ts";
import { answerChallenge, beginByPassword } from "../sign-in-way.ts";
import type { View } from "../view.ts";
import type { Visit } from "../visit.ts";
import { isChoosing, otherWays } from "./choose-factor.ts";
import type { Screen } from "./screen.ts";

/** The second step of managed login, where the name comes first. */
export const verifyPassword: Screen = {
  path: "/verifyPassword",
  managed: true,
  show: async (visit) => (nameOf(visit) === undefined ? startAgain(visit) : shown(visit, view(visit))),
  submit: async (visit, { username: sent, password = "" }) => {
    const username = nameOf(visit) ?? sent;
    if (username === undefined) return leftTooLong(visit);
    return orSay(
      visit,
      () =>
        isChoosing(visit) ? answerChallenge(visit, { ANSWER: "PASSWORD", PASSWORD: password }) : beginByPassword(visit, username, password),
      (error) => view(visit, error),
    );
  },
};

const nameOf = ({ state }: Visit): string | undefined => state.asked?.username ?? state.username;

function view(visit: Visit, error?: string): View {
  const { texts } = visit;
  return {
    page: "verify-password",
    title: texts.signIn,
    heading: texts.enterPassword,
    lead: filled(texts.signingInAs, { username: nameOf(visit) ?? "" }),
    graphic: "PASSWORD_GRAPHIC",
    error,
    forms: [
      {
        action: linkTo(visit, "/verifyPassword"),
        fields: [passwordField(visit, { id: "signInFormPassword", focus: true, invalid: error !== undefined })],
        link: { text: texts.forgotPassword, href: linkTo(visit, "/forgotPassword") },
        submits: [{ text: texts.continue, style: "primary" }],
      },
    ],
    links: [...otherWays(visit), { text: texts.back, href: linkTo(visit, "/login") }],
  };
}
