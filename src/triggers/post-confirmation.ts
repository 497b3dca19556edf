import type { Client } from "../records/clients.ts";
import type { Pool } from "../records/pools.ts";
import type { User } from "../records/users.ts";
import type { Raiser } from "./invoke.ts";
import { type Metadata, userAttributes, withMetadata } from "./user-attributes.ts";

export interface PostConfirmationEvent {
  readonly source: "PostConfirmation_ConfirmSignUp" | "PostConfirmation_ConfirmForgotPassword";
  readonly pool: Pool;
  readonly client?: Pick<Client, "id">;
  /** As stored after the confirmation, which stays whatever the function says. */
  readonly user: User;
  readonly clientMetadata?: Metadata;
}

export async function postConfirmation(from: Raiser, { source, pool, client, user, clientMetadata }: PostConfirmationEvent): Promise<void> {
  if (!from.triggers.has(pool, "PostConfirmation")) return;
  const request = { userAttributes: userAttributes(pool, user), ...withMetadata(clientMetadata) };
  await from.triggers.call(from, "PostConfirmation", { pool, client, userName: user.username }, { source, request, response: {} });
}
