import { InvalidParameterException } from "#generated/errors.ts";
import { newUser, withNameAsAttribute } from "../../accounts/new-user.ts";
import type { Pool } from "../../records/pools.ts";
import type { User } from "../../records/users.ts";
import { checkNewAttributes, readAttributes } from "../../rules/attributes.ts";
import { MFA_COLUMN, USERNAME_COLUMN } from "../../rules/import-header.ts";
import { withPreferences } from "../../rules/mfa-policy.ts";
import type { Line } from "./csv.ts";

/** `mm/dd/yyyy` (AWS, "Importing users from a CSV file"). */
const BIRTHDATE = /^(0[1-9]|1[0-2])\/(0[1-9]|[12]\d|3[01])\/\d{4}$/;

/** What a line is read with. `columns`: the file's header, in its order. */
export interface Reading {
  readonly pool: Pool;
  readonly columns: readonly string[];
  readonly now: number;
}

/**
 * The user whom a line describes, not stored yet, without a password.
 * @throws InvalidParameterException that says why the line cannot be imported. Assumption: all wordings but one
 */
export function readUser({ pool, columns, now }: Reading, { cells, isTooLong }: Line): User {
  if (isTooLong) throw new InvalidParameterException("The line is too long.");
  if (cells.length !== columns.length)
    throw new InvalidParameterException(`The line has ${cells.length} columns instead of ${columns.length}.`);
  const values = new Map(columns.map((column, index) => [column, cells[index]!]));
  const name = values.get(USERNAME_COLUMN)!;
  if (!/^\S{1,128}$/u.test(name)) throw new InvalidParameterException(`${USERNAME_COLUMN} is required and cannot contain spaces.`);
  const attributes = withNameAsAttribute(pool, name, attributesOf(pool, values));
  checkNewAttributes(pool, attributes, { required: true });
  checkVerified(pool, attributes);
  const user = newUser(pool, { name, attributes, status: "RESET_REQUIRED", now });
  return withMfa(pool, user, values.get(MFA_COLUMN)!.toLowerCase());
}

function attributesOf(pool: Pool, values: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  const given = pool.schema.flatMap(({ name }) => (values.get(name) ? [{ Name: name, Value: values.get(name) }] : []));
  const attributes = readAttributes(given);
  if (attributes.birthdate !== undefined && !BIRTHDATE.test(attributes.birthdate))
    throw new InvalidParameterException("birthdate must have the format mm/dd/yyyy.");
  return attributes;
}

/** Somebody without a password is let in by a code to an address that is known to be theirs. */
function checkVerified({ autoVerified }: Pool, attributes: Readonly<Record<string, string>>): void {
  const verified = autoVerified.filter((name) => attributes[`${name}_verified`] === "true");
  if (verified.length === 0)
    throw new InvalidParameterException(
      "The User Record does not set any of the auto verified attributes to true. (Example: email_verified to true).",
    );
  const missing = verified.find((name) => !attributes[name]);
  if (missing) throw new InvalidParameterException(`${missing}_verified is true, but there is no ${missing}.`);
}

function withMfa(pool: Pool, user: User, enabled: string): User {
  if (!["", "true", "false"].includes(enabled)) throw new InvalidParameterException(`${MFA_COLUMN} must be true, false or blank.`);
  if (enabled === "true" && pool.mfa.mode === "OFF")
    throw new InvalidParameterException(`${MFA_COLUMN} cannot be true, since MFA is off in the user pool.`);
  if (enabled === "false" && pool.mfa.mode === "ON")
    throw new InvalidParameterException(`${MFA_COLUMN} cannot be false, since MFA is required in the user pool.`);
  if (enabled !== "true" || !pool.mfa.sms) return user;
  return withPreferences(user, { SMS_MFA: { enabled: true } });
}
