import { InvalidParameterException } from "#generated/errors.ts";
import { checkContactShape } from "../../rules/contacts.ts";
import { poolFactors } from "../../rules/mfa-policy.ts";
import { afterPassing, type Challenge } from "../attempt.ts";
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
 * is given, to which a code is sent. A phone number takes an administrator (AWS, RespondToAuthChallenge).
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
    const email = responses["EMAIL"];
    // Assumption: the error, for the session of a set-up that VerifySoftwareToken has not completed. Nor may the session set
    // up another factor once the user has one.
    if (!email || dueSecondFactor({ ...attempt, user }) !== "MFA_SETUP") throw invalidSession();
    // Assumption: the wording.
    if (!pool.mfa.email) throw new InvalidParameterException("Email MFA has not been enabled by the userPool");
    const contact = { attribute: "email", value: email } as const;
    checkContactShape(contact);
    return { kind: "ask", attempt, challenge: "EMAIL_OTP", ...(await askSentCode({ ...attempt, user }, contact, { enrols: true })) };
  },
};
