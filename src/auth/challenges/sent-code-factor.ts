import { commitUser } from "../../accounts/commit-user.ts";
import type { ContactAttribute } from "../../records/pools.ts";
import type { User } from "../../records/users.ts";
import { withFactor } from "../../rules/mfa-policy.ts";
import { withAttributes } from "../../rules/usernames.ts";
import type { Stored } from "../../storage/driver.ts";
import { retryStale } from "../../storage/retry.ts";
import { type Attempt, afterPassing, type Challenge, type KnownAttempt, type Parameters } from "../attempt.ts";
import { checkOneTimeCode, type SentCode, sendOneTimeCode, storedUser, withProvedContact } from "../factors/one-time-code.ts";
import { afterOneTimePassword, sendOneTimePassword } from "../factors/one-time-password.ts";
import { dueSecondFactor } from "../factors/second-factor.ts";
import { required } from "../parameters.ts";
import { invalidSession } from "../session.ts";

/** Of second factors. */
const DIGITS = 6;

interface FactorOptions {
  readonly name: "SMS_MFA" | "EMAIL_OTP" | "SMS_OTP";
  readonly attribute: ContactAttribute;
  /** The member of ChallengeResponses that carries the code. */
  readonly response: string;
}

/** What the Session keeps: the code, and whether the address is to become the user's own, or the code is the first factor. */
interface FactorData extends SentCode {
  readonly enrols?: boolean;
  readonly first?: boolean;
}

type Asked = { readonly parameters: Parameters; readonly data: FactorData };

/** A factor that is a code sent to the user: the second one, or the only one (USER_AUTH). */
export const sentCodeFactor = ({ name, attribute, response }: FactorOptions): Challenge => ({
  name,
  due: (attempt) => dueSecondFactor(attempt) === name,
  ask: (attempt) => askSentCode(attempt, { attribute, value: attempt.user.attributes[attribute] ?? "" }),
  repeat: async (attempt, data) => {
    const { first, enrols, contact } = data as FactorData;
    if (first) return sendOneTimePassword(attempt, attribute);
    if (!attempt.user) throw invalidSession();
    return askSentCode({ ...attempt, user: attempt.user }, contact, { enrols });
  },
  answer: async (attempt, { responses, data }) => {
    const given = required(responses, response);
    const sent = data as FactorData;
    await checkOneTimeCode(attempt, sent, given);
    if (!attempt.user) throw invalidSession();
    return afterPassing(attempt, await proven(attempt, attempt.user, sent), name);
  },
});

/** The user whom the right code leaves behind. */
function proven(attempt: Attempt, user: User, sent: FactorData): Promise<User & Stored> {
  if (sent.first) return afterOneTimePassword(attempt, user, sent);
  return sent.enrols ? enrolled(attempt, user, sent) : withProvedContact(attempt.ctx, attempt.pool, user, sent.contact);
}

/** Sends the code of a second factor. `enrols`: answering it makes the contact the user's own, and a factor. */
export async function askSentCode(
  attempt: KnownAttempt,
  contact: SentCode["contact"],
  { enrols }: { enrols?: boolean } = {},
): Promise<Asked> {
  const { parameters, data } = await sendOneTimeCode(attempt, contact, DIGITS);
  return { parameters: { ...parameters, USER_ID_FOR_SRP: attempt.user.username }, data: { ...data, enrols } };
}

/** The address that was given at MFA_SETUP, proved now. @throws AliasExistsException */
function enrolled({ ctx, pool }: Attempt, { sub }: User, { contact: { attribute, value } }: SentCode): Promise<User & Stored> {
  return retryStale(async () => {
    const user = await storedUser(ctx, pool, sub);
    const attributes = { ...user.attributes, [attribute]: value, [`${attribute}_verified`]: "true" };
    await commitUser(ctx, {
      pool,
      user: withFactor(withAttributes(pool, user, attributes, ctx.clock.now()), attribute === "email" ? "EMAIL_OTP" : "SMS_MFA"),
    });
    return storedUser(ctx, pool, sub);
  });
}
