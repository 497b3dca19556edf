import { verifySoftwareToken } from "../../services/mfa/software-token.ts";
import { leftTooLong, linkTo, orSay, shown, startAgain } from "../answers.ts";
import { codeField } from "../fields.ts";
import { answerSetUp } from "../sign-in-way.ts";
import type { View } from "../view.ts";
import type { Visit } from "../visit.ts";
import type { FormValues, Screen } from "./screen.ts";
import { isAsked } from "./set-up-mfa.ts";

/** An authenticator app: its secret as a QR code and as text, and the first code to show that it works. */
export const setUpTotp: Screen = {
  path: "/mfaSetup/totp",
  show: async (visit) => (isReady(visit) ? shown(visit, await view(visit)) : startAgain(visit)),
  submit: async (visit, form) => {
    if (!isReady(visit)) return leftTooLong(visit);
    return orSay(
      visit,
      () => verified(visit, form),
      (error) => view(visit, error),
    );
  },
};

const isReady = (visit: Visit): boolean => isAsked(visit) && visit.state.secret !== undefined;

async function verified(visit: Visit, { authentication_code: code = "", deviceName = "" }: FormValues) {
  const { session } = visit.state.asked!;
  const input = { Session: session, UserCode: code.trim(), ...(deviceName !== "" && { FriendlyDeviceName: deviceName }) };
  const { Session: next = "" } = await verifySoftwareToken(input, visit.request.call.ctx);
  return answerSetUp(visit, next);
}

async function view(visit: Visit, error?: string): Promise<View> {
  const { texts, state } = visit;
  // Loaded on demand: few sign-ins need it.
  const { toDataURL } = await import("qrcode");
  const secret = state.secret ?? "";
  return {
    page: "set-up-totp",
    title: texts.setUpTotp,
    heading: texts.setUpTotp,
    lead: texts.setUpTotpLead,
    graphic: "AUTH_APP_GRAPHIC",
    error,
    forms: [
      {
        action: linkTo(visit, "/mfaSetup/totp"),
        fields: [
          {
            kind: "secret",
            image: await toDataURL(keyUri(visit, secret), { margin: 1, width: 384 }),
            imageText: texts.qrCode,
            reveal: texts.showSecret,
            label: texts.secretKey,
            secret,
          },
          codeField(visit, { name: "authentication_code", id: "totpCodeInput", invalid: error !== undefined }),
          {
            kind: "input",
            name: "deviceName",
            id: "friendlyDeviceName",
            type: "text",
            label: texts.deviceName,
            optional: texts.optional,
            autocomplete: "off",
          },
        ],
        submits: [{ text: texts.continue, name: "verify", style: "primary" }],
      },
    ],
    links: [{ text: texts.back, href: linkTo(visit, "/login") }],
  };
}

/** What authenticator apps read from a QR code (github.com/google/google-authenticator/wiki/Key-Uri-Format). */
function keyUri({ state, request }: Visit, secret: string): string {
  const issuer = request.pool.name;
  const label = [issuer, state.asked?.username ?? ""].map(encodeURIComponent).join(":");
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(issuer)}`;
}
