import { randomBytes } from "node:crypto";
import { AliasExistsException, CodeMismatchException } from "#generated/errors.ts";
import { codeDigest, makeCode, sameDigest } from "../../accounts/codes.ts";
import { commitUser } from "../../accounts/commit-user.ts";
import { userNotFound } from "../../accounts/lookup.ts";
import { deliverCode } from "../../accounts/send-code.ts";
import { countTry, forgetTries } from "../../accounts/try-limit.ts";
import type { Context } from "../../context.ts";
import type { Pool } from "../../records/pools.ts";
import { type User, users } from "../../records/users.ts";
import type { Contact } from "../../rules/contacts.ts";
import { MFA_CODE } from "../../rules/try-limits.ts";
import { withAttributes } from "../../rules/usernames.ts";
import type { Stored } from "../../storage/driver.ts";
import { retryStale } from "../../storage/retry.ts";
import type { Attempt, KnownAttempt, Parameters } from "../attempt.ts";

/** A code that was sent during a sign-in, as the Session keeps it: it lives as long as the Session. */
export interface SentCode {
  readonly salt: string;
  readonly digest: string;
  readonly contact: Contact;
}

/** Sends a new code of so many digits. The parameters tell the client where it went. */
export async function sendOneTimeCode(
  { ctx, pool, client, clientMetadata, user }: KnownAttempt,
  contact: Contact,
  digits: number,
): Promise<{ parameters: Parameters; data: SentCode }> {
  const code = makeCode(ctx.settings, digits);
  const salt = randomBytes(16).toString("hex");
  const { DeliveryMedium: medium = "", Destination: destination = "" } = await deliverCode(ctx, code, {
    pool,
    client,
    user,
    contact,
    clientMetadata,
    kind: "CustomMessage_Authentication",
  });
  return {
    parameters: { CODE_DELIVERY_DELIVERY_MEDIUM: medium, CODE_DELIVERY_DESTINATION: destination },
    data: { salt, digest: codeDigest(salt, code), contact },
  };
}

/** @throws CodeMismatchException, and NotAuthorizedException after too many wrong ones */
export async function checkOneTimeCode({ ctx, pool, user, progress }: Attempt, { salt, digest }: SentCode, given: string): Promise<void> {
  const subject = user?.sub ?? `name:${progress.subject}`;
  await countTry(ctx, pool.id, subject, MFA_CODE);
  if (!user || !sameDigest(digest, codeDigest(salt, given))) throw new CodeMismatchException("Invalid code or auth state for the user.");
  await forgetTries(ctx, pool.id, subject, MFA_CODE);
}

/**
 * The user whose contact was just proved by a code; it counts as verified from now on (AWS, "Troubleshoot MFA errors in
 * Amazon Cognito"), unless it was changed since or makes somebody else's alias.
 */
export const withProvedContact = (ctx: Context, pool: Pool, { sub }: User, contact: Contact): Promise<User & Stored> =>
  retryStale(async () => {
    const user = await storedUser(ctx, pool, sub);
    const { attribute, value } = contact;
    if (user.attributes[attribute] !== value || user.attributes[`${attribute}_verified`] === "true") return user;
    const verified = withAttributes(pool, user, { ...user.attributes, [`${attribute}_verified`]: "true" }, ctx.clock.now());
    try {
      await commitUser(ctx, { pool, user: verified });
    } catch (error) {
      if (error instanceof AliasExistsException) return user;
      throw error;
    }
    return storedUser(ctx, pool, sub);
  });

/** As the store has the user now, whom the sign-in has found before. */
export async function storedUser({ store }: Pick<Context, "store">, { id }: Pick<Pool, "id">, sub: string): Promise<User & Stored> {
  const user = await users.find(store, id, sub);
  if (!user) throw userNotFound();
  return user;
}
