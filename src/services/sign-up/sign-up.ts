import { InvalidParameterException, NotAuthorizedException, UsernameExistsException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import { issueCode } from "../../auth/codes.ts";
import { commitUser } from "../../auth/commit-user.ts";
import { publicClient } from "../../auth/lookup.ts";
import { newUser, withNameAsAttribute } from "../../auth/new-user.ts";
import { deliverCode } from "../../auth/send-code.ts";
import { withNewPassword } from "../../auth/set-password.ts";
import type { Context, Operations } from "../../context.ts";
import type { Client } from "../../records/clients.ts";
import { codes } from "../../records/codes.ts";
import type { Pool } from "../../records/pools.ts";
import type { User } from "../../records/users.ts";
import { changeAttributes, checkNewAttributes, checkNoSub, checkWritable, readAttributes } from "../../rules/attributes.ts";
import { contactToConfirm } from "../../rules/contacts.ts";
import { checkPassword } from "../../rules/password-policy.ts";
import { chooseUsername } from "../../rules/usernames.ts";

type Input = Schemas["SignUpRequest"];

export const signUp: Operations["signUp"] = async (input, ctx) => {
  const { client, pool } = await publicClient(ctx, { clientId: input.ClientId, username: input.Username, secretHash: input.SecretHash });
  if (pool.adminCreateOnly) throw new NotAuthorizedException("SignUp is not permitted for this user pool");
  const user = await registered(ctx, { client, pool }, input);
  const contact = contactToConfirm(pool, user.attributes);
  const issued = contact && (await issueCode(ctx, { user, purpose: "confirm-sign-up", contact }));
  await commitUser(ctx, {
    pool,
    user,
    with: issued ? [codes.put(issued.record)] : [],
    // That a name is taken is told whatever PreventUserExistenceErrors says (AWS, "Managing error responses").
    taken: () => new UsernameExistsException("User already exists"),
  });
  const answer = { UserConfirmed: false, UserSub: user.sub };
  if (!contact || !issued) return answer;
  const notice = { pool, client, user, kind: "CustomMessage_SignUp", contact, clientMetadata: input.ClientMetadata } as const;
  return { ...answer, CodeDeliveryDetails: await deliverCode(ctx, issued.code, notice) };
};

async function registered(ctx: Context, { client, pool }: { client: Client; pool: Pool }, input: Input): Promise<User> {
  chooseUsername(pool, input.Username);
  const password = passwordOf(pool, input);
  if (password !== undefined) checkPassword(pool.passwordPolicy, password);
  const given = readAttributes(input.UserAttributes);
  checkNoSub(Object.keys(given));
  checkWritable(client, Object.keys(given));
  const attributes = withNameAsAttribute(pool, input.Username, given);
  checkNewAttributes(pool, attributes, { required: true });
  const user = newUser(pool, { name: input.Username, attributes: changeAttributes({}, attributes), status: "UNCONFIRMED", now: ctx.clock.now() });
  return password === undefined ? user : { ...(await withNewPassword(ctx, pool, user, { password })), status: "UNCONFIRMED" };
}

/** Without a password where the pool lets users in by other factors. */
function passwordOf(pool: Pool, { Password }: Input): string | undefined {
  if (Password !== undefined || pool.firstAuthFactors.some((factor) => factor !== "PASSWORD")) return Password;
  throw new InvalidParameterException("1 validation error detected: Value at 'password' failed to satisfy constraint: Member must not be null");
}
