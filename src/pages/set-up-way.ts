import { associateSoftwareToken } from "../services/mfa/software-token.ts";
import type { Answer } from "../web/answer.ts";
import { goTo } from "./answers.ts";
import type { Asked } from "./sign-in.ts";
import type { Visit } from "./visit.ts";

/** Second factors that can be set up, and where. */
export const SET_UPS: Readonly<Record<string, string>> = {
  SOFTWARE_TOKEN_MFA: "/mfaSetup/totp",
  SMS_MFA: "/mfaSetup/sms",
  EMAIL_OTP: "/mfaSetup/email",
};

export const settableFactors = ({ parameters }: Asked): readonly string[] =>
  (JSON.parse(parameters["MFAS_CAN_SETUP"] ?? "[]") as string[]).filter((name) => name in SET_UPS);

/** To the choice of a factor, or to the only one. */
export function toSetUp(visit: Visit, asked: Asked): Promise<Answer> {
  const [only, ...others] = settableFactors(asked);
  return only !== undefined && others.length === 0 ? setUp(visit, asked, only) : goTo(visit, "/mfaSetup", { asked });
}

/** An authenticator app gets its secret now, so that showing the page again does not make another one. */
export async function setUp(visit: Visit, asked: Asked, factor: string): Promise<Answer> {
  if (factor !== "SOFTWARE_TOKEN_MFA") return goTo(visit, SET_UPS[factor]!, { asked });
  const { SecretCode: secret, Session: session = "" } = await associateSoftwareToken({ Session: asked.session }, visit.request.call.ctx);
  return goTo(visit, SET_UPS[factor]!, { asked: { ...asked, session }, secret });
}
