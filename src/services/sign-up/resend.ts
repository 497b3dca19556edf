import { InvalidParameterException, NotAuthorizedException } from "#generated/errors.ts";
import { recordEvent } from "../../accounts/auth-event-log.ts";
import { findUser, publicClient, unknownCombination, userDisabled } from "../../accounts/lookup.ts";
import { deliveryDetails, sendCode } from "../../accounts/send-code.ts";
import { countTry } from "../../accounts/try-limit.ts";
import { onBehalfOf } from "../../accounts/user-context.ts";
import type { Operations } from "../../context.ts";
import { contactToConfirm } from "../../rules/contacts.ts";
import { simulatedContact } from "../../rules/recovery.ts";
import { RESEND_CODE } from "../../rules/try-limits.ts";

export const resendConfirmationCode: Operations["resendConfirmationCode"] = async (input, called) => {
  const { client, pool } = await publicClient(called, { clientId: input.ClientId, username: input.Username, secretHash: input.SecretHash });
  const ctx = onBehalfOf(called, input.UserContextData, { pool, client });
  const user = await findUser(ctx.store, pool, input.Username);
  if (!user && !client.hideUserExistence) throw unknownCombination();
  if (user?.enabled && user.status !== "UNCONFIRMED") throw new InvalidParameterException("User is already confirmed.");
  const hidden = !user || (!user.enabled && client.hideUserExistence);
  const contact = hidden ? undefined : contactToConfirm(pool, user.attributes);
  if (pool.autoVerified.length === 0 || (!hidden && !contact))
    throw new NotAuthorizedException("Cannot resend codes. Auto verification not turned on.");
  if (user && !hidden && !user.enabled) throw userDisabled();
  await countTry(ctx, pool.id, user?.sub ?? `name:${input.Username}`, RESEND_CODE);
  if (!user || !contact) {
    const attribute = pool.autoVerified.includes("phone_number") ? "phone_number" : "email";
    return { CodeDeliveryDetails: deliveryDetails(simulatedContact(pool.id, input.Username, attribute)) };
  }
  const notice = { pool, client, user, kind: "CustomMessage_ResendCode", contact, clientMetadata: input.ClientMetadata } as const;
  await recordEvent(ctx, { pool, client, user, type: "ResendCode", response: "Pass" });
  return { CodeDeliveryDetails: await sendCode(ctx, "confirm-sign-up", notice) };
};
