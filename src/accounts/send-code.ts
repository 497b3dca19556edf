import type { Schemas } from "#generated/schemas.ts";
import type { Context } from "../context.ts";
import type { MessageKind } from "../delivery/notice.ts";
import { maskEmail, maskPhoneNumber } from "../lib/mask.ts";
import type { Client } from "../records/clients.ts";
import { type CodePurpose, codes } from "../records/codes.ts";
import type { Pool } from "../records/pools.ts";
import { retryContended } from "../records/retry-contended.ts";
import type { User } from "../records/users.ts";
import { type Contact, mediumOf } from "../rules/contacts.ts";
import { issueCode } from "./codes.ts";

type CodeDeliveryDetails = Schemas["CodeDeliveryDetailsType"];

/** Whom to write to, and as what. */
export interface CodeNotice {
  readonly pool: Pool;
  readonly client?: Client;
  readonly user: User;
  readonly kind: MessageKind;
  readonly contact: Contact;
  readonly clientMetadata?: Readonly<Record<string, string>>;
}

/** Where a code went, masked as the caller may see it. */
export const deliveryDetails = ({ attribute, value }: Contact): CodeDeliveryDetails => ({
  Destination: attribute === "email" ? maskEmail(value) : maskPhoneNumber(value),
  DeliveryMedium: mediumOf(attribute),
  AttributeName: attribute,
});

/** Sends a code that is already stored. */
export async function deliverCode(
  { deliver, caller }: Context,
  code: string,
  { contact, ...notice }: CodeNotice,
): Promise<CodeDeliveryDetails> {
  await deliver.send({ ...notice, caller, code, medium: mediumOf(contact.attribute), destination: contact.value });
  return deliveryDetails(contact);
}

/** Makes, stores and sends a code; the one before of the same purpose is no longer valid. */
export async function sendCode(ctx: Context, purpose: CodePurpose, notice: CodeNotice): Promise<CodeDeliveryDetails> {
  const code = await retryContended(async () => {
    const issued = await issueCode(ctx, { user: notice.user, purpose, contact: notice.contact });
    await ctx.store.commit([codes.put(issued.record)]);
    return issued.code;
  });
  return deliverCode(ctx, code, notice);
}
