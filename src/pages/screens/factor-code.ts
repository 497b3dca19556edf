import type { ChallengeName } from "../../auth/attempt.ts";
import { goTo, leftTooLong, linkTo, orSay, shown, startAgain } from "../answers.ts";
import { codeField, resendForm } from "../fields.ts";
import { filled, type TextKey } from "../languages/index.ts";
import { answerChallenge, askAgain } from "../sign-in-way.ts";
import type { Graphic, Input, View } from "../view.ts";
import type { Visit } from "../visit.ts";
import type { Screen } from "./screen.ts";

interface Factor {
  /** The member of ChallengeResponses. */
  readonly response: string;
  readonly heading: TextKey;
  readonly graphic: Graphic;
  readonly field?: Partial<Input>;
  readonly sent: boolean;
}

const EMAIL = { response: "EMAIL_OTP_CODE", heading: "emailTitle", graphic: "EMAIL_GRAPHIC", sent: true } as const;
const SMS = { heading: "smsTitle", graphic: "SMS_GRAPHIC", sent: true } as const;

/** Factors that a code answers, be they the first or the second one. */
const FACTORS: Partial<Record<ChallengeName, Factor>> = {
  EMAIL_OTP: EMAIL,
  SMS_OTP: { ...SMS, response: "SMS_OTP_CODE" },
  SMS_MFA: { ...SMS, response: "SMS_MFA_CODE", field: { name: "authentication_code" } },
  SOFTWARE_TOKEN_MFA: {
    response: "SOFTWARE_TOKEN_MFA_CODE",
    heading: "totpTitle",
    graphic: "AUTH_APP_GRAPHIC",
    // Tests of the classic page know the field by these names.
    field: { name: "authentication_code", id: "totpCodeInput" },
    sent: false,
  },
};

/** The code of a first or second factor. */
export const factorCode: Screen = {
  path: "/mfa",
  show: async (visit) => (factorOf(visit) ? shown(visit, view(visit)) : startAgain(visit)),
  submit: async (visit, form) => {
    const factor = factorOf(visit);
    if (!factor) return leftTooLong(visit);
    const again = (error: string) => view(visit, error);
    if (form["resend"] !== undefined && factor.sent)
      return orSay(visit, async () => goTo(visit, "/mfa", { asked: await askAgain(visit), notice: "resent" }), again);
    const code = (form[factor.field?.name ?? "code"] ?? form["code"] ?? "").trim();
    return orSay(visit, () => answerChallenge(visit, { [factor.response]: code }), again);
  },
};

const factorOf = ({ state }: Visit): Factor | undefined => state.asked && FACTORS[state.asked.challenge];

function view(visit: Visit, error?: string): View {
  const { texts, state } = visit;
  const factor = factorOf(visit)!;
  const destination = state.asked?.parameters["CODE_DELIVERY_DESTINATION"] ?? "";
  const action = linkTo(visit, "/mfa");
  return {
    page: "factor-code",
    title: texts.signIn,
    heading: texts[factor.heading],
    lead: factor.sent ? filled(texts.codeSent, { destination }) : texts.totpLead,
    graphic: factor.graphic,
    error,
    notice: error === undefined && state.notice === "resent" ? filled(texts.resent, { destination }) : undefined,
    forms: [
      {
        action,
        fields: [codeField(visit, { ...factor.field, invalid: error !== undefined })],
        submits: [{ text: texts.continue, name: "verify", style: "primary" }],
      },
      ...(factor.sent ? [resendForm(visit, action)] : []),
    ],
    links: [{ text: texts.back, href: linkTo(visit, "/login") }],
  };
}
