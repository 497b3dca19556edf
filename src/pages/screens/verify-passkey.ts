import { leftTooLong, linkTo, orSay, shown, startAgain } from "../answers.ts";
import { filled } from "../languages/index.ts";
import { answerChallenge } from "../sign-in-way.ts";
import type { View } from "../view.ts";
import type { Visit } from "../visit.ts";
import type { Screen } from "./screen.ts";

/** Managed login: a passkey in the place of a password. */
export const verifyPasskey: Screen = {
  path: "/verifyPasskey",
  managed: true,
  show: async (visit) => (isAsked(visit) ? shown(visit, view(visit)) : startAgain(visit)),
  submit: async (visit, { credential = "" }) => {
    if (!isAsked(visit)) return leftTooLong(visit);
    return orSay(
      visit,
      () => answerChallenge(visit, { CREDENTIAL: credential }),
      (error) => view(visit, error),
    );
  },
};

const isAsked = ({ state }: Visit): boolean => state.asked?.challenge === "WEB_AUTHN";

function view(visit: Visit, error?: string): View {
  const { texts, state } = visit;
  return {
    page: "verify-passkey",
    title: texts.signIn,
    heading: texts.factorPasskey,
    lead: `${filled(texts.signingInAs, { username: state.asked?.username ?? "" })} ${texts.passkeyLead}`,
    graphic: "PASSKEY_GRAPHIC",
    error,
    forms: [
      {
        action: linkTo(visit, "/verifyPasskey"),
        hidden: { credential: "" },
        fields: [],
        passkey: {
          kind: "get",
          options: state.asked?.parameters["CREDENTIAL_REQUEST_OPTIONS"] ?? "{}",
          failed: texts.passkeyFailed,
          unsupported: texts.passkeyUnsupported,
        },
        submits: [{ text: texts.factorPasskey, style: "primary" }],
      },
    ],
    links: [{ text: texts.otherWay, href: linkTo(visit, "/login") }],
  };
}
