import { InvalidParameterException, NotAuthorizedException } from "#generated/errors.ts";
import { commitUser } from "../../accounts/commit-user.ts";
import { withNewPassword } from "../../accounts/set-password.ts";
import { checkNotCompromised } from "../../accounts/threat-protection.ts";
import type { Pool } from "../../records/pools.ts";
import { retryContended } from "../../records/retry-contended.ts";
import type { User } from "../../records/users.ts";
import { changeAttributes, checkNewAttributes, checkWritable, readAttributes } from "../../rules/attributes.ts";
import { withAttributes } from "../../rules/usernames.ts";
import { type Attempt, afterPassing, type Challenge, type Parameters } from "../attempt.ts";
import { storedUser } from "../factors/one-time-code.ts";
import { required } from "../parameters.ts";
import { invalidSession, spent } from "../session.ts";

const PREFIX = "userAttributes.";

/** The holder of a temporary password chooses one of their own, and gives the required attributes that are missing. */
export const newPasswordRequired: Challenge = {
  name: "NEW_PASSWORD_REQUIRED",
  // Assumption: a custom sign-in that asks for no password does not ask for a new one either.
  due: ({ user, progress: { flow, passed } }) =>
    user.status === "FORCE_CHANGE_PASSWORD" && (flow !== "CUSTOM_AUTH" || passed.includes("PASSWORD_VERIFIER")),
  ask: async ({ pool, user }) => ({
    parameters: {
      USER_ID_FOR_SRP: user.username,
      requiredAttributes: JSON.stringify(missingAttributes(pool, user).map((name) => `${PREFIX}${name}`)),
      userAttributes: JSON.stringify(user.attributes),
    },
  }),
  answer: async (attempt, { responses }) => {
    const { ctx, pool, client, user } = attempt;
    const password = required(responses, "NEW_PASSWORD");
    if (!user) throw invalidSession();
    await checkNotCompromised(ctx, { pool, client, password }, "PASSWORD_CHANGE");
    await retryContended(async () => {
      const current = await storedUser(ctx, pool, user.sub);
      // Of several answers at the same time the first one counts.
      if (current.status !== user.status) throw spent();
      const given = givenAttributes(attempt, current, responses);
      const changed = withAttributes(pool, current, changeAttributes(current.attributes, given), ctx.clock.now());
      const renewed = { ...(await withNewPassword(ctx, pool, changed, { password })), temporaryPasswordAt: undefined };
      await commitUser(ctx, { pool, user: renewed });
    });
    return afterPassing(attempt, await storedUser(ctx, pool, user.sub), "NEW_PASSWORD_REQUIRED");
  },
};

const missingAttributes = (pool: Pool, user: User): string[] =>
  pool.schema.filter(({ name, required }) => required && name !== "sub" && !user.attributes[name]).map(({ name }) => name);

function givenAttributes({ pool, client }: Attempt, user: User, responses: Parameters): Readonly<Record<string, string>> {
  const given = readAttributes(
    Object.entries(responses)
      .filter(([name]) => name.startsWith(PREFIX))
      .map(([name, Value]) => ({ Name: name.slice(PREFIX.length), Value })),
  );
  const names = Object.keys(given);
  const fixed = names.find((name) => name === "sub" || name.endsWith("_verified"));
  if (fixed) throw new InvalidParameterException(`Cannot modify the non-mutable attribute ${fixed}`);
  const provided = names.find((name) => user.attributes[name] !== undefined);
  if (provided) throw new NotAuthorizedException(`Cannot modify an already provided ${provided}`);
  checkWritable(client, names);
  checkNewAttributes(pool, given, { required: false });
  const missing = missingAttributes(pool, user).find((name) => !given[name]);
  if (missing) throw new InvalidParameterException(`Invalid attributes given, ${missing} is missing`);
  return given;
}
