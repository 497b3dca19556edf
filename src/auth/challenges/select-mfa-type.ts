import { InvalidParameterException } from "#generated/errors.ts";
import { activeFactors } from "../../rules/mfa-policy.ts";
import type { Challenge } from "../attempt.ts";
import { dueSecondFactor } from "../factors/second-factor.ts";
import { required } from "../parameters.ts";
import { invalidSession } from "../session.ts";
import { emailOtp } from "./email-otp.ts";
import { smsMfa } from "./sms-mfa.ts";
import { softwareTokenMfa } from "./software-token-mfa.ts";

const FACTORS: readonly Challenge[] = [smsMfa, softwareTokenMfa, emailOtp];

/** The choice among several second factors, none of which the user prefers. */
export const selectMfaType: Challenge = {
  name: "SELECT_MFA_TYPE",
  due: (attempt) => dueSecondFactor(attempt) === "SELECT_MFA_TYPE",
  ask: async ({ pool, user }) => ({
    parameters: { MFAS_CAN_CHOOSE: JSON.stringify(activeFactors(pool, user)), USER_ID_FOR_SRP: user.username },
  }),
  answer: async (attempt, { responses }) => {
    const { pool, user } = attempt;
    const answer = required(responses, "ANSWER");
    if (!user) throw invalidSession();
    const chosen = activeFactors(pool, user).some((factor) => factor === answer) ? FACTORS.find(({ name }) => name === answer) : undefined;
    // Assumption: the wording.
    if (!chosen?.ask) throw new InvalidParameterException("Selected MFA type is not available for the user.");
    return { kind: "ask", attempt, challenge: chosen.name, ...(await chosen.ask({ ...attempt, user })) };
  },
};
