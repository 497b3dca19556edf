import { InvalidParameterException, UnsupportedUserStateException, UsernameExistsException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import { aliasInUse, commitUser } from "../../accounts/commit-user.ts";
import { getUser } from "../../accounts/lookup.ts";
import { newUser, withNameAsAttribute } from "../../accounts/new-user.ts";
import { withNewPassword } from "../../accounts/set-password.ts";
import type { Context, Operations } from "../../context.ts";
import { type AliasAttribute, getPool, type Pool } from "../../records/pools.ts";
import { retryContended } from "../../records/retry-contended.ts";
import { viewOfUser } from "../../records/user-view.ts";
import { type User, users } from "../../records/users.ts";
import { checkNewAttributes, checkNoSub, readAttributes, withoutEmpty } from "../../rules/attributes.ts";
import type { Medium } from "../../rules/contacts.ts";
import { checkPasswordPolicy, makeUpPassword } from "../../rules/password-policy.ts";
import { chooseUsername } from "../../rules/usernames.ts";
import type { Stored } from "../../storage/driver.ts";
import { preSignUp } from "../../triggers/pre-sign-up.ts";
import { byName } from "../../triggers/user-attributes.ts";

type Input = Schemas["AdminCreateUserRequest"];

/** What a seed decides that is made up otherwise. */
export interface ChosenForUser {
  readonly sub?: string;
  /** The user's own password, not a temporary one: the user is CONFIRMED at once. */
  readonly password?: string;
}

const ADDRESS: Record<Medium, "email" | "phone_number"> = { EMAIL: "email", SMS: "phone_number" };

export const adminCreateUser: Operations["adminCreateUser"] = async (input, ctx) => {
  const pool = await getPool(ctx.store, input.UserPoolId);
  const user = input.MessageAction === "RESEND" ? await inviteAgain(ctx, pool, input) : await createUser(ctx, pool, input);
  return { User: viewOfUser(user) };
};

/**
 * Creates a user as AdminCreateUser does, invitation included. With a chosen password none is sent.
 * @throws UsernameExistsException, AliasExistsException, InvalidPasswordException, InvalidParameterException
 */
export async function createUser(ctx: Context, pool: Pool, input: Input, chosen: ChosenForUser = {}): Promise<User> {
  chooseUsername(pool, input.Username);
  const given = readAttributes(input.UserAttributes);
  checkNoSub(Object.keys(given));
  const attributes = withoutEmpty(withNameAsAttribute(pool, input.Username, given));
  const password =
    chosen.password ?? input.TemporaryPassword ?? (isPasswordless(pool, attributes) ? undefined : makeUpPassword(pool.passwordPolicy));
  if (password !== undefined) checkPasswordPolicy(pool.passwordPolicy, password);
  checkNewAttributes(pool, attributes, { required: false });
  const invited = chosen.password === undefined && input.MessageAction !== "SUPPRESS";
  const mediums = invited ? reachable(input, attributes) : [];
  const blank = newUser(pool, { name: input.Username, attributes, status: "CONFIRMED", now: ctx.clock.now(), sub: chosen.sub });
  const temporary = chosen.password === undefined;
  const user = password === undefined ? blank : await withNewPassword(ctx, pool, blank, { password, temporary });
  const { ValidationData, ClientMetadata: clientMetadata } = input;
  // Its answer may only refuse: what it grants counts for sign-ups alone (AWS, "Pre sign-up Lambda trigger").
  await preSignUp(
    ctx,
    { pool, userName: user.username },
    { source: "PreSignUp_AdminCreateUser", attributes, validationData: byName(ValidationData), clientMetadata },
  );
  await retryContended(() => commitUser(ctx, { pool, user, force: input.ForceAliasCreation, taken: takenIn(pool) }));
  if (password !== undefined) await invite(ctx, { pool, user, password, mediums }, input);
  return user;
}

/** A new temporary password with a new term for a user who has not signed in yet. */
async function inviteAgain(ctx: Context, pool: Pool, input: Input): Promise<User> {
  const { sub } = await getUser(ctx.store, pool, input.Username);
  const password = input.TemporaryPassword ?? makeUpPassword(pool.passwordPolicy);
  const user = await retryContended(async () => {
    const current = await getUser(ctx.store, pool, sub);
    if (current.status !== "FORCE_CHANGE_PASSWORD") throw resendNotPossible(current);
    reachable(input, current.attributes);
    const renewed: User & Stored = await withNewPassword(ctx, pool, current, { password, temporary: true });
    await ctx.store.commit([users.put(renewed)]);
    return renewed;
  });
  await invite(ctx, { pool, user, password, mediums: reachable(input, user.attributes) }, input);
  return user;
}

/** Assumption: the sentence is known from one source only. */
const resendNotPossible = ({ username }: User) =>
  new UnsupportedUserStateException(`Resend not possible. ${username} status is not FORCE_CHANGE_PASSWORD`);

/** A name and what stands for one are taken by another user name, an alias by another alias (AWS, AdminCreateUser). */
const takenIn =
  ({ aliasAttributes }: Pool) =>
  (attribute: AliasAttribute | "username") =>
    attribute !== "username" && aliasAttributes.includes(attribute)
      ? aliasInUse(attribute)
      : new UsernameExistsException("User account already exists");

/** Without a temporary password, who can sign in by a code to a verified address needs none (measured on AWS). */
const isPasswordless = ({ firstAuthFactors }: Pool, attributes: Readonly<Record<string, string>>): boolean =>
  (firstAuthFactors.includes("EMAIL_OTP") && !!attributes.email && attributes.email_verified === "true") ||
  (firstAuthFactors.includes("SMS_OTP") && !!attributes.phone_number && attributes.phone_number_verified === "true");

/**
 * The mediums of the invitation that the user can be reached by. SMS is the default, and then nobody minds a missing number.
 * Assumption: the wording for SMS, after that for e-mail, which is recorded.
 */
function reachable({ DesiredDeliveryMediums }: Input, attributes: Readonly<Record<string, string>>): readonly Medium[] {
  const asked = DesiredDeliveryMediums ?? [];
  const possible = (asked.length > 0 ? asked : (["SMS"] as const)).filter((medium) => attributes[ADDRESS[medium]]);
  if (asked.length > 0 && possible.length === 0)
    throw new InvalidParameterException(
      asked.includes("SMS")
        ? "No phone number provided but desired delivery medium was SMS"
        : "No email provided but desired delivery medium was Email",
    );
  return possible;
}

interface Invitation {
  readonly pool: Pool;
  readonly user: User;
  readonly password: string;
  readonly mediums: readonly Medium[];
}

async function invite(
  { deliver, caller }: Context,
  { pool, user, password, mediums }: Invitation,
  { ClientMetadata }: Input,
): Promise<void> {
  for (const medium of mediums) {
    const destination = user.attributes[ADDRESS[medium]]!;
    await deliver.send({
      pool,
      user,
      kind: "CustomMessage_AdminCreateUser",
      medium,
      destination,
      code: password,
      clientMetadata: ClientMetadata,
      caller,
    });
  }
}
