import { createHmac, randomBytes } from "node:crypto";
import { CodeMismatchException, ExpiredCodeException } from "#generated/errors.ts";
import type { Context, Settings } from "../context.ts";
import { sameBytes } from "../crypto/constant-time.ts";
import { numericCode } from "../lib/ids.ts";
import { type Code, type CodePurpose, codes } from "../records/codes.ts";
import type { User } from "../records/users.ts";
import type { Contact } from "../rules/contacts.ts";
import { type Stored, VERSION } from "../storage/driver.ts";

const DIGITS = 6;
const HOUR_MS = 3_600_000;
/** A day, but for a forgotten password an hour (AWS, "Quotas in Amazon Cognito"). */
const LIFETIME_MS: Record<CodePurpose, number> = {
  "confirm-sign-up": 24 * HOUR_MS,
  "forgot-password": HOUR_MS,
  "verify-email": 24 * HOUR_MS,
  "verify-phone_number": 24 * HOUR_MS,
};

export const codeMismatch = () => new CodeMismatchException("Invalid verification code provided, please try again.");
export const codeExpired = () => new ExpiredCodeException("Invalid code provided, please request a code again.");

/** A code of so many digits; the server's fixed one, cut or padded with zeros, where it has one. */
export const makeCode = ({ fixedCode }: Settings, digits: number): string =>
  fixedCode === undefined ? numericCode(digits) : fixedCode.slice(0, digits).padEnd(digits, "0");

/** A new code for the user and the record that replaces the one before. Committing it is left to the caller, with whatever belongs to it. */
export async function issueCode(
  { store, clock, settings }: Context,
  { user, purpose, contact }: { user: User; purpose: CodePurpose; contact: Contact },
): Promise<{ code: string; record: Code & Stored }> {
  const code = makeCode(settings, DIGITS);
  const salt = randomBytes(16).toString("hex");
  const before = await findCode({ store }, user, purpose);
  const record = {
    [VERSION]: before?.[VERSION] ?? 0,
    poolId: user.poolId,
    sub: user.sub,
    purpose,
    salt,
    digest: codeDigest(salt, code),
    expiresAt: clock.now() + LIFETIME_MS[purpose],
    attribute: contact.attribute,
    destination: contact.value,
  };
  return { code, record };
}

export const findCode = ({ store }: Pick<Context, "store">, user: Pick<User, "poolId" | "sub">, purpose: CodePurpose) =>
  codes.find(store, user.poolId, `${user.sub} ${purpose}`);

/** The outstanding code that `given` is. @throws CodeMismatchException, ExpiredCodeException */
export async function checkCode(
  { store, clock }: Pick<Context, "store" | "clock">,
  user: Pick<User, "poolId" | "sub">,
  { purpose, given }: { purpose: CodePurpose; given: string },
): Promise<Code & Stored> {
  const record = await findCode({ store }, user, purpose);
  if (!record || record.expiresAt <= clock.now()) throw codeExpired();
  if (!sameDigest(record.digest, codeDigest(record.salt, given))) throw codeMismatch();
  return record;
}

/** What is kept of a code, in hex. */
export const codeDigest = (salt: string, code: string): string => createHmac("sha256", salt).update(code).digest("hex");

export const sameDigest = (left: string, right: string): boolean => sameBytes(Buffer.from(left, "hex"), Buffer.from(right, "hex"));
