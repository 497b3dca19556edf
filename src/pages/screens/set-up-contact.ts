import { leftTooLong, linkTo, orSay, shown, startAgain } from "../answers.ts";
import type { TextKey } from "../languages/index.ts";
import { answerChallenge } from "../sign-in-way.ts";
import type { Graphic, Input, View } from "../view.ts";
import type { Visit } from "../visit.ts";
import type { Screen } from "./screen.ts";
import { isAsked } from "./set-up-mfa.ts";

interface SetUp {
  readonly page: string;
  readonly path: string;
  /** The member of ChallengeResponses. */
  readonly response: string;
  readonly heading: TextKey;
  readonly lead: TextKey;
  readonly graphic: Graphic;
  readonly label: TextKey;
  readonly field: Pick<Input, "name" | "id" | "type" | "autocomplete" | "placeholder">;
}

/** An address or a number to which codes can be sent; the first one follows, on the page of codes. */
const contactScreen = (setUp: SetUp): Screen => ({
  path: setUp.path,
  show: async (visit) => (isAsked(visit) ? shown(visit, view(visit, setUp, {})) : startAgain(visit)),
  submit: async (visit, form) => {
    if (!isAsked(visit)) return leftTooLong(visit);
    const value = (form[setUp.field.name] ?? "").trim();
    return orSay(
      visit,
      () => answerChallenge(visit, { [setUp.response]: value }),
      (error) => view(visit, setUp, { value, error }),
    );
  },
});

export const setUpEmail = contactScreen({
  page: "set-up-email",
  path: "/mfaSetup/email",
  response: "EMAIL",
  heading: "setUpEmail",
  lead: "setUpEmailLead",
  graphic: "EMAIL_GRAPHIC",
  label: "email",
  field: { name: "email", id: "email", type: "email", autocomplete: "email", placeholder: "name@host.com" },
});

export const setUpSms = contactScreen({
  page: "set-up-sms",
  path: "/mfaSetup/sms",
  response: "PHONE_NUMBER",
  heading: "setUpSms",
  lead: "setUpSmsLead",
  graphic: "SMS_GRAPHIC",
  label: "phone_number",
  field: { name: "phone_number", id: "phone_number", type: "tel", autocomplete: "tel", placeholder: "+12065551212" },
});

function view(
  visit: Visit,
  { page, path, heading, lead, graphic, label, field }: SetUp,
  { value, error }: { value?: string; error?: string },
): View {
  const { texts } = visit;
  return {
    page,
    title: texts[heading],
    heading: texts[heading],
    lead: texts[lead],
    graphic,
    error,
    forms: [
      {
        action: linkTo(visit, path),
        fields: [{ kind: "input", ...field, label: texts[label], value, focus: true, invalid: error !== undefined }],
        submits: [{ text: texts.sendCode, style: "primary" }],
      },
    ],
    links: [{ text: texts.back, href: linkTo(visit, "/login") }],
  };
}
