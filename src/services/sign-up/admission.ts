import { InvalidLambdaResponseException, UserLambdaValidationException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import type { Context } from "../../context.ts";
import type { Client } from "../../records/clients.ts";
import type { ContactAttribute, Pool } from "../../records/pools.ts";
import { type User, users } from "../../records/users.ts";
import type { Attributes } from "../../rules/attributes.ts";
import { withAttributes } from "../../rules/usernames.ts";
import { type PostConfirmationEvent, postConfirmation } from "../../triggers/post-confirmation.ts";
import { preSignUp } from "../../triggers/pre-sign-up.ts";
import { byName } from "../../triggers/user-attributes.ts";

interface Application {
  readonly pool: Pool;
  readonly client: Client;
  /** Not stored yet. */
  readonly user: User;
  readonly input: Pick<Schemas["SignUpRequest"], "ValidationData" | "ClientMetadata">;
  /** The attributes as they were sent. */
  readonly sent: Attributes;
}

/** Somebody who may sign up, with what the pool's trigger grants in advance. */
export interface Admission {
  readonly user: User;
  readonly confirmed: boolean;
  /** Addresses and numbers that were verified by the trigger are taken from whoever has them as an alias. */
  readonly takesAliases: boolean;
}

/** Asks the pool's trigger. @throws UserLambdaValidationException, UnexpectedLambdaException, InvalidLambdaResponseException */
export async function admit(ctx: Context, { pool, client, user, input, sent }: Application): Promise<Admission> {
  const { ValidationData, ClientMetadata: clientMetadata } = input;
  const subject = { pool, client, userName: user.username };
  const answer = await preSignUp(ctx, subject, {
    source: "PreSignUp_SignUp",
    attributes: sent,
    validationData: byName(ValidationData),
    clientMetadata,
  });
  const verified: ContactAttribute[] = [
    ...(answer.autoVerifyEmail ? (["email"] as const) : []),
    ...(answer.autoVerifyPhone ? (["phone_number"] as const) : []),
  ];
  // aws-sdk-java#1049. Assumption: the type of the error.
  if (verified.length > 0 && !answer.autoConfirmUser)
    throw new InvalidLambdaResponseException("Phone or email cannot be auto verified, when user is not being auto confirmed.");
  const missing = verified.find((name) => !user.attributes[name]);
  // Assumption: the wording. That there has to be something to verify is documented.
  if (missing) throw new UserLambdaValidationException(`PreSignUp cannot verify ${missing}, for the user has none.`);
  const flags = Object.fromEntries(verified.map((name) => [`${name}_verified`, "true"]));
  const admitted = verified.length === 0 ? user : withAttributes(pool, user, { ...user.attributes, ...flags }, ctx.clock.now());
  const status = answer.autoConfirmUser ? "CONFIRMED" : user.status;
  return { user: { ...admitted, status }, confirmed: answer.autoConfirmUser, takesAliases: verified.length > 0 };
}

/** Tells the pool's trigger of the user as stored now; one who was deleted meanwhile as last seen. */
export async function confirmed(ctx: Context, { user, ...confirmation }: Omit<PostConfirmationEvent, "source">): Promise<void> {
  if (!ctx.triggers.has(confirmation.pool, "PostConfirmation")) return;
  const current = (await users.find(ctx.store, user.poolId, user.sub)) ?? user;
  await postConfirmation(ctx, { ...confirmation, user: current, source: "PostConfirmation_ConfirmSignUp" });
}
