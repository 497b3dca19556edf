import { InvalidParameterException } from "#generated/errors.ts";
import { checkContactShape } from "../../rules/contacts.ts";
import { poolFactors } from "../../rules/mfa-policy.ts";
import { type Attempt, afterPassing, type Challenge, type Parameters } from "../attempt.ts";
import { dueSecondFactor } from "../factors/second-factor.ts";
import { invalidSession } from "../session.ts";
import { askSentCode } from "./sent-code-factor.ts";

/** How far the set-up of a software token has come, kept in the Session that AssociateSoftwareToken and VerifySoftwareToken answer. */
export interface TotpSetUp {
  readonly secret?: string;
  readonly verified?: boolean;
}

/**
 * The pool requires a second factor and the user has none yet: a software token is set up with the Session, or an address
 * is given, to which a code is sent. A phone number takes an administrator (AWS, RespondToAuthChallenge), or the pages.
 */
export const mfaSetup: Challenge = {
  name: "MFA_SETUP",
  due: (attempt) => dueSecondFactor(attempt) === "MFA_SETUP",
  ask: async ({ pool, user }) => ({
    parameters: { MFAS_CAN_SETUP: JSON.stringify(poolFactors(pool)), USER_ID_FOR_SRP: user.username },
  }),
  answer: async (attempt, { responses, data }) => {
    const { pool, user } = attempt;
    if (!user) throw invalidSession();
    if ((data as TotpSetUp | undefined)?.verified) return afterPassing(attempt, user, "MFA_SETUP");
    const chosen = chosenContact(attempt, responses);
    // Assumption: the error, for the session of a set-up that VerifySoftwareToken has not completed. Nor may the session set
    // up another factor once the user has one.
    if (!chosen || dueSecondFactor({ ...attempt, user }) !== "MFA_SETUP") throw invalidSession();
    // Assumption: the wording.
    if (!pool.mfa[chosen.factor]) throw new InvalidParameterException(`${chosen.name} MFA has not been enabled by the userPool`);
    checkContactShape(chosen.contact);
    const asked = await askSentCode({ ...attempt, user }, chosen.contact, { enrols: true });
    return { kind: "ask", attempt, challenge: chosen.challenge, ...asked };
  },
};

/** An address; on the pages also a number (AWS, "MFA in managed login"), for which the API needs an administrator. */
function chosenContact({ door }: Attempt, { EMAIL: email, PHONE_NUMBER: number }: Parameters) {
  if (email) return { name: "Email", factor: "email", challenge: "EMAIL_OTP", contact: { attribute: "email", value: email } } as const;
  if (number && door.name === "hosted")
    return { name: "SMS", factor: "sms", challenge: "SMS_MFA", contact: { attribute: "phone_number", value: number } } as const;
  return undefined;
}
