import type { Client } from "../records/clients.ts";
import type { Pool } from "../records/pools.ts";
import type { User } from "../records/users.ts";
import type { Raiser } from "./invoke.ts";
import { type Metadata, userAttributes, withUserNotFound } from "./user-attributes.ts";

export interface PreAuthenticationEvent {
  readonly pool: Pool;
  readonly client: Pick<Client, "id">;
  /** Absent: nobody has that name, and the client must not notice. */
  readonly user?: User;
  /** As it was typed. */
  readonly name: string;
  /** ClientMetadata of the request that begins the sign-in: this trigger knows it as validation data. */
  readonly validationData?: Metadata;
}

/** Whether somebody may try to sign in. Runs before the password is looked at. */
export async function preAuthentication(from: Raiser, { pool, client, user, name, validationData }: PreAuthenticationEvent): Promise<void> {
  if (!from.triggers.has(pool, "PreAuthentication")) return;
  const request = {
    userAttributes: user ? userAttributes(pool, user) : {},
    validationData: validationData ?? null,
    ...withUserNotFound(user),
  };
  const subject = { pool, client, userName: user?.username ?? name };
  await from.triggers.call(from, "PreAuthentication", subject, { source: "PreAuthentication_Authentication", request, response: {} });
}
