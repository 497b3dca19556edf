import { signUpOperations } from "../../services/sign-up/index.ts";
import { redirect } from "../../web/answer.ts";
import { goTo, leftTooLong, linkTo, orSay, pathTo, shown, startAgain } from "../answers.ts";
import { codeField, resendForm } from "../fields.ts";
import { filled } from "../languages/index.ts";
import { hashFor } from "../sign-in.ts";
import { beginSignedUp } from "../sign-in-way.ts";
import type { View } from "../view.ts";
import type { Visit } from "../visit.ts";
import type { FormValues, Screen } from "./screen.ts";

/** The code that confirms a new account, after the sign-up or a sign-in before it. */
export const confirm: Screen = {
  path: "/confirm",
  show: async (visit) => (visit.state.username === undefined ? startAgain(visit) : shown(visit, view(visit))),
  submit: async (visit, form) => {
    // Recorded: the real page's form carries the name as well.
    const username = visit.state.username ?? form["username"];
    if (username === undefined) return leftTooLong(visit);
    return orSay(
      visit,
      () => confirmed(visit, username, form),
      (error) => view(visit, error),
    );
  },
};

async function confirmed(visit: Visit, username: string, { code = "" }: FormValues) {
  const { call, client } = visit.request;
  const { signedUp: sub } = visit.state;
  await signUpOperations.confirmSignUp(
    { ClientId: client.id, SecretHash: hashFor(client, username), Username: username, ConfirmationCode: code.trim() },
    call.ctx,
  );
  // Who came from a sign-in has proved no password: whatever it was, that user is told first that they are not confirmed.
  return sub === undefined ? goTo(visit, "/login", { notice: "accountConfirmed" }) : beginSignedUp(visit, { username, sub });
}

function view(visit: Visit, error?: string): View {
  const { texts, state, request } = visit;
  const { sentTo: destination, username = "" } = state;
  const byLink = request.pool.messages.verificationOption === "CONFIRM_WITH_LINK" && destination?.includes("@");
  const lead = destination === undefined ? texts.codeSentUnknown : filled(byLink ? texts.linkSent : texts.codeSent, { destination });
  return {
    page: "confirm",
    title: texts.confirmTitle,
    heading: texts.confirmTitle,
    lead,
    graphic: destination?.startsWith("+") ? "SMS_GRAPHIC" : "EMAIL_GRAPHIC",
    error,
    notice: error === undefined && state.notice === "resent" ? filled(texts.resent, { destination: destination ?? "" }) : undefined,
    forms: [
      ...(byLink
        ? []
        : [
            {
              action: linkTo(visit, "/confirm"),
              name: "confirm",
              hidden: { username },
              fields: [codeField(visit, { invalid: error !== undefined })],
              submits: [{ text: texts.confirmAccount, name: "confirm", style: "primary" }] as const,
            },
          ]),
      resendForm(visit, linkTo(visit, "/resendcode")),
    ],
    links: [{ text: texts.signIn, href: linkTo(visit, "/login") }],
  };
}

/** A new code; there is nothing to see here. */
export const resendCode: Screen = {
  path: "/resendcode",
  show: async (visit) => redirect(pathTo(visit, "/confirm"), visit.cookies),
  submit: async (visit) => {
    const { username } = visit.state;
    if (username === undefined) return leftTooLong(visit);
    const { call, client } = visit.request;
    return orSay(
      visit,
      async () => {
        const input = { ClientId: client.id, SecretHash: hashFor(client, username), Username: username };
        const { CodeDeliveryDetails } = await signUpOperations.resendConfirmationCode(input, call.ctx);
        return goTo(visit, "/confirm", { ...visit.state, sentTo: CodeDeliveryDetails?.Destination, notice: "resent" });
      },
      (error) => view(visit, error),
    );
  },
};
