import { randomBytes } from "node:crypto";
import { codeDigest } from "../../accounts/codes.ts";
import { deliveryDetails } from "../../accounts/send-code.ts";
import type { ContactAttribute } from "../../records/pools.ts";
import { type User, users } from "../../records/users.ts";
import { simulatedContact } from "../../rules/recovery.ts";
import type { Stored } from "../../storage/driver.ts";
import { retryStale } from "../../storage/retry.ts";
import type { Attempt, Parameters } from "../attempt.ts";
import { checkMaySignInOtherwise } from "./first-factor.ts";
import { type SentCode, sendOneTimeCode, storedUser, withProvedContact } from "./one-time-code.ts";

/** Measured for mail; that a text message has as many is an assumption. */
const DIGITS = 8;

/** What the Session keeps of a one-time password that is the first factor. */
export interface FirstCode extends SentCode {
  readonly first: true;
}

/** Sends a one-time password. To somebody who does not exist nothing is sent, and nobody can tell. */
export async function sendOneTimePassword(
  attempt: Attempt,
  attribute: ContactAttribute,
): Promise<{ parameters: Parameters; data: FirstCode }> {
  const { user } = attempt;
  if (!user) return pretended(attempt, attribute);
  const { parameters, data } = await sendOneTimeCode({ ...attempt, user }, { attribute, value: user.attributes[attribute] ?? "" }, DIGITS);
  return { parameters, data: { ...data, first: true } };
}

function pretended({ pool, progress }: Attempt, attribute: ContactAttribute): { parameters: Parameters; data: FirstCode } {
  const contact = simulatedContact(pool.id, progress.subject, attribute);
  const { DeliveryMedium: medium = "", Destination: destination = "" } = deliveryDetails(contact);
  const salt = randomBytes(16).toString("hex");
  return {
    parameters: { CODE_DELIVERY_DELIVERY_MEDIUM: medium, CODE_DELIVERY_DESTINATION: destination },
    data: { salt, digest: codeDigest(salt, randomBytes(16).toString("hex")), contact, first: true },
  };
}

/**
 * The user after a right one-time password: the contact is verified and the user confirmed, whatever the pool verifies by
 * itself (AWS, "Passwordless sign-in"). @throws NotAuthorizedException, PasswordResetRequiredException
 */
export async function afterOneTimePassword({ ctx, pool }: Attempt, user: User, { contact }: SentCode): Promise<User & Stored> {
  const proved = await withProvedContact(ctx, pool, user, contact);
  const confirmed = proved.status === "UNCONFIRMED" ? await confirm({ ctx, pool }, proved) : proved;
  checkMaySignInOtherwise(ctx, pool, confirmed);
  return confirmed;
}

const confirm = ({ ctx, pool }: Pick<Attempt, "ctx" | "pool">, { sub }: User): Promise<User & Stored> =>
  retryStale(async () => {
    const user = await storedUser(ctx, pool, sub);
    if (user.status === "UNCONFIRMED") await ctx.store.commit([users.put({ ...user, status: "CONFIRMED", modifiedAt: ctx.clock.now() })]);
    return storedUser(ctx, pool, sub);
  });
