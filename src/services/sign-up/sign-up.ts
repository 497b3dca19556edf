import { InvalidParameterException, NotAuthorizedException, UsernameExistsException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import { recordEvent } from "../../accounts/auth-event-log.ts";
import { issueCode } from "../../accounts/codes.ts";
import { commitUser } from "../../accounts/commit-user.ts";
import { publicClient } from "../../accounts/lookup.ts";
import { newUser, withNameAsAttribute } from "../../accounts/new-user.ts";
import { deliverCode } from "../../accounts/send-code.ts";
import { withNewPassword } from "../../accounts/set-password.ts";
import { checkAddress, checkNotCompromised } from "../../accounts/threat-protection.ts";
import { onBehalfOf } from "../../accounts/user-context.ts";
import { signUpSession } from "../../auth/sign-up-session.ts";
import type { Context, Operations } from "../../context.ts";
import type { Client } from "../../records/clients.ts";
import { codes } from "../../records/codes.ts";
import type { Pool } from "../../records/pools.ts";
import { retryContended } from "../../records/retry-contended.ts";
import type { User } from "../../records/users.ts";
import {
  type Attributes,
  changeAttributes,
  checkBeforeConfirmation,
  checkNewAttributes,
  checkNoSub,
  checkWritable,
  readAttributes,
  withoutEmpty,
} from "../../rules/attributes.ts";
import { contactToConfirm } from "../../rules/contacts.ts";
import { checkPasswordPolicy } from "../../rules/password-policy.ts";
import { chooseUsername } from "../../rules/usernames.ts";
import { admit, confirmed } from "./admission.ts";

type Input = Schemas["SignUpRequest"];

export const signUp: Operations["signUp"] = async (input, called) => {
  const { client, pool } = await publicClient(called, { clientId: input.ClientId, username: input.Username, secretHash: input.SecretHash });
  const ctx = onBehalfOf(called, input.UserContextData, { pool, client });
  await checkAddress(ctx, { pool, client });
  if (pool.adminCreateOnly) throw new NotAuthorizedException("SignUp is not permitted for this user pool");
  const registered = await register(ctx, { client, pool }, input);
  const { user, confirmed: atOnce, takesAliases } = await admit(ctx, { pool, client, input, ...registered });
  const contact = atOnce ? undefined : contactToConfirm(pool, user.attributes);
  const issued = contact && (await issueCode(ctx, { user, purpose: "confirm-sign-up", contact }));
  // That a name is taken is told whatever PreventUserExistenceErrors says (AWS, "Managing error responses").
  const taken = () => new UsernameExistsException("User already exists");
  const changes = issued ? [codes.put(issued.record)] : [];
  await retryContended(() => commitUser(ctx, { pool, user, with: changes, force: takesAliases, taken }));
  await recordEvent(ctx, { pool, client, user, type: "SignUp", response: atOnce ? "Pass" : "InProgress" });
  const answer = { UserConfirmed: atOnce, UserSub: user.sub, Session: await signUpSession(ctx, client, user, { stage: "SIGN_UP" }) };
  if (atOnce) await confirmed(ctx, { pool, client, user, clientMetadata: input.ClientMetadata });
  if (!contact || !issued) return answer;
  const notice = { pool, client, user, kind: "CustomMessage_SignUp", contact, clientMetadata: input.ClientMetadata } as const;
  return { ...answer, CodeDeliveryDetails: await deliverCode(ctx, issued.code, notice) };
};

async function register(
  ctx: Context,
  { client, pool }: { client: Client; pool: Pool },
  input: Input,
): Promise<{ user: User; sent: Attributes }> {
  chooseUsername(pool, input.Username);
  const password = passwordOf(pool, input);
  if (password !== undefined) {
    checkPasswordPolicy(pool.passwordPolicy, password);
    await checkNotCompromised(ctx, { pool, client, password }, "SIGN_UP");
  }
  const given = readAttributes(input.UserAttributes);
  checkNoSub(Object.keys(given));
  checkWritable(client, Object.keys(given));
  checkBeforeConfirmation(pool, given);
  const attributes = withNameAsAttribute(pool, input.Username, given);
  checkNewAttributes(pool, attributes, { required: true });
  const user = newUser(pool, {
    name: input.Username,
    attributes: changeAttributes({}, attributes),
    status: "UNCONFIRMED",
    now: ctx.clock.now(),
  });
  const sent = withoutEmpty(attributes);
  return {
    sent,
    user: password === undefined ? user : { ...(await withNewPassword(ctx, pool, user, { password })), status: "UNCONFIRMED" },
  };
}

/** Without a password where the pool lets users in by other factors. */
function passwordOf(pool: Pool, { Password }: Input): string | undefined {
  if (Password !== undefined || pool.firstAuthFactors.some((factor) => factor !== "PASSWORD")) return Password;
  throw new InvalidParameterException(
    "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must not be null",
  );
}
