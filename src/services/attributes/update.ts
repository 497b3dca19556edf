import type { Schemas } from "#generated/schemas.ts";
import { findCode, issueCode } from "../../accounts/codes.ts";
import { aliasTaken, commitUser, rivalsOf } from "../../accounts/commit-user.ts";
import { getUser, namedUser, signedInUser } from "../../accounts/lookup.ts";
import { deliverCode } from "../../accounts/send-code.ts";
import type { Context, Operations } from "../../context.ts";
import type { Client } from "../../records/clients.ts";
import { codes } from "../../records/codes.ts";
import type { ContactAttribute, Pool } from "../../records/pools.ts";
import { retryContended } from "../../records/retry-contended.ts";
import type { User } from "../../records/users.ts";
import {
  type Attributes,
  changeAttributes,
  checkAttributeChanges,
  checkBeforeConfirmation,
  checkNoSub,
  checkWritable,
  readAttributes,
} from "../../rules/attributes.ts";
import { CONTACTS, type Contact } from "../../rules/contacts.ts";
import { checkChannels } from "../../rules/mfa-policy.ts";
import { ownedAliases, withAttributes } from "../../rules/usernames.ts";
import type { Change, Stored } from "../../storage/driver.ts";

interface Update {
  readonly pool: Pool;
  readonly user: User;
  readonly given: Attributes;
  /** Contacts that keep their old value until the new one is verified. */
  readonly waiting: readonly ContactAttribute[];
  readonly client?: Client;
  readonly clientMetadata?: Readonly<Record<string, string>>;
}

interface Issued {
  readonly contact: Contact;
  readonly code: string;
}

export const updateUserAttributes: Operations["updateUserAttributes"] = async (input, ctx) => {
  const { pool, user, client } = await signedInUser(ctx, input.AccessToken);
  const given = readAttributes(input.UserAttributes);
  checkNoSub(Object.keys(given));
  checkWritable(client, Object.keys(given));
  const sent = await update(ctx, { pool, user, given, waiting: pool.verifyBeforeUpdate, client, clientMetadata: input.ClientMetadata });
  return sent.length > 0 ? { CodeDeliveryDetailsList: sent } : {};
};

/** An administrator's change does not wait for its verification. */
export const adminUpdateUserAttributes: Operations["adminUpdateUserAttributes"] = async (input, ctx) => {
  const { pool, user } = await namedUser(ctx, input.UserPoolId, input.Username);
  const given = readAttributes(input.UserAttributes);
  checkNoSub(Object.keys(given));
  await update(ctx, { pool, user, given, waiting: [], clientMetadata: input.ClientMetadata });
  return {};
};

async function update(ctx: Context, order: Update): Promise<Schemas["CodeDeliveryDetailsType"][]> {
  const { pool, client, given, clientMetadata } = order;
  checkAttributeChanges(pool, given);
  const { user, issued } = await retryContended(() => store(ctx, order));
  const sent = [];
  for (const { contact, code } of issued)
    sent.push(await deliverCode(ctx, code, { pool, client, user, kind: "CustomMessage_UpdateUserAttribute", contact, clientMetadata }));
  return sent;
}

async function store(ctx: Context, { pool, user: { sub }, given, waiting }: Update): Promise<{ user: User; issued: Issued[] }> {
  const before = await getUser(ctx.store, pool, sub);
  // Assumption: an administrator is told the same of somebody who is not confirmed yet.
  if (before.status === "UNCONFIRMED") checkBeforeConfirmation(pool, given);
  checkChannels(before, given);
  const changed = CONTACTS.filter((name) => given[name] && given[name] !== before.attributes[name]);
  await checkUnowned(ctx, pool, { before, given, changed });
  const held = changed.filter((name) => waiting.includes(name));
  const immediate = changeAttributes(before.attributes, without(given, held));
  const user = { ...withAttributes(pool, before, immediate, ctx.clock.now()), pendingAttributes: pendingAfter(before, given, held) };
  const unproven = changed.filter(
    (name) => pool.autoVerified.includes(name) && (held.includes(name) || immediate[`${name}_verified`] !== "true"),
  );
  const { issued, changes } = await codesFor(ctx, user, { given, unproven });
  await commitUser(ctx, { pool, user, with: changes });
  return { user, issued };
}

/** A new address or number that another user can be found by is refused, verified or not (measured on AWS). */
async function checkUnowned(
  ctx: Context,
  pool: Pool,
  { before, given, changed }: { before: User; given: Attributes; changed: readonly ContactAttribute[] },
): Promise<void> {
  const asVerified = Object.fromEntries(
    changed.flatMap((name) => [
      [name, given[name]!],
      [`${name}_verified`, "true"],
    ]),
  );
  const [rival] = await rivalsOf(ctx, pool, { sub: before.sub, aliases: ownedAliases(pool, asVerified) });
  if (rival) throw aliasTaken(rival.attribute);
}

const without = (attributes: Attributes, names: readonly string[]): Attributes =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => !names.includes(name)));

/** Whatever is said about a contact ends what waited for it before. */
function pendingAfter(user: User, given: Attributes, held: readonly string[]): Attributes | undefined {
  const pending = {
    ...without(user.pendingAttributes ?? {}, Object.keys(given)),
    ...Object.fromEntries(held.map((name) => [name, given[name]!])),
  };
  return Object.keys(pending).length > 0 ? pending : undefined;
}

/** A code for each contact that is to be verified; for the others that the request names, an outstanding code is void. */
async function codesFor(
  ctx: Context,
  user: User & Stored,
  { given, unproven }: { given: Attributes; unproven: readonly ContactAttribute[] },
): Promise<{ issued: Issued[]; changes: Change[] }> {
  const issued: Issued[] = [];
  const changes: Change[] = [];
  for (const name of CONTACTS.filter((contact) => given[contact] !== undefined)) {
    if (unproven.includes(name)) {
      const contact = { attribute: name, value: given[name]! };
      const { code, record } = await issueCode(ctx, { user, purpose: `verify-${name}`, contact });
      issued.push({ contact, code });
      changes.push(codes.put(record));
      continue;
    }
    const outstanding = await findCode(ctx, user, `verify-${name}`);
    if (outstanding && outstanding.destination !== user.attributes[name]) changes.push(codes.remove(outstanding));
  }
  return { issued, changes };
}
