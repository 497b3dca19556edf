import { InvalidParameterException } from "#generated/errors.ts";
import { checkCode, codeExpired } from "../../accounts/codes.ts";
import { commitUser } from "../../accounts/commit-user.ts";
import { getUser, signedInUser } from "../../accounts/lookup.ts";
import { sendCode } from "../../accounts/send-code.ts";
import { countTry } from "../../accounts/try-limit.ts";
import type { Operations } from "../../context.ts";
import type { Code } from "../../records/codes.ts";
import { codes } from "../../records/codes.ts";
import type { ContactAttribute, Pool } from "../../records/pools.ts";
import { retryContended } from "../../records/retry-contended.ts";
import type { User } from "../../records/users.ts";
import { isContact } from "../../rules/contacts.ts";
import { SEND_ATTRIBUTE_CODE, VERIFY_ATTRIBUTE } from "../../rules/try-limits.ts";
import { withAttributes } from "../../rules/usernames.ts";
import type { Stored } from "../../storage/driver.ts";

export const getUserAttributeVerificationCode: Operations["getUserAttributeVerificationCode"] = async (input, ctx) => {
  const { pool, user, client } = await signedInUser(ctx, input.AccessToken);
  const attribute = verifiable(input.AttributeName);
  const value = user.pendingAttributes?.[attribute] ?? user.attributes[attribute];
  // Assumption: the wording of the twin for phone numbers.
  if (!value)
    throw new InvalidParameterException(
      `User does not have a valid registered ${attribute === "email" ? "email address" : "phone number"}`,
    );
  await countTry(ctx, pool.id, user.sub, SEND_ATTRIBUTE_CODE);
  const contact = { attribute, value };
  const notice = { pool, client, user, kind: "CustomMessage_VerifyUserAttribute", contact, clientMetadata: input.ClientMetadata } as const;
  return { CodeDeliveryDetails: await sendCode(ctx, `verify-${attribute}`, notice) };
};

export const verifyUserAttribute: Operations["verifyUserAttribute"] = async (input, ctx) => {
  const { pool, user } = await signedInUser(ctx, input.AccessToken);
  const attribute = verifiable(input.AttributeName);
  await countTry(ctx, pool.id, user.sub, VERIFY_ATTRIBUTE);
  await retryContended(async () => {
    const current = await getUser(ctx.store, pool, user.sub);
    const code = await checkCode(ctx, current, { purpose: `verify-${attribute}`, given: input.Code });
    const verified = verifiedBy(pool, current, { attribute, code, now: ctx.clock.now() });
    await commitUser(ctx, {
      pool,
      user: verified,
      with: [codes.remove(code)],
    });
  });
  return {};
};

function verifiable(name: string): ContactAttribute {
  if (!isContact(name)) throw new InvalidParameterException("Invalid attribute name. Only phone_number and email can be verified.");
  return name;
}

/** A value that waited for its verification takes the place of the old one. */
function verifiedBy(
  pool: Pool,
  user: User & Stored,
  { attribute, code, now }: { attribute: ContactAttribute; code: Code; now: number },
): User & Stored {
  const { [attribute]: pending, ...others } = user.pendingAttributes ?? {};
  const value = code.destination;
  if (!value || (value !== pending && value !== user.attributes[attribute])) throw codeExpired();
  const attributes = { ...user.attributes, [attribute]: value, [`${attribute}_verified`]: "true" };
  return { ...withAttributes(pool, user, attributes, now), pendingAttributes: Object.keys(others).length > 0 ? others : undefined };
}
