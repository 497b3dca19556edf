import type { Client } from "../records/clients.ts";
import type { Pool } from "../records/pools.ts";
import type { User } from "../records/users.ts";
import type { Raiser } from "./invoke.ts";
import { type Metadata, userAttributes, withMetadata } from "./user-attributes.ts";

export interface PostAuthenticationEvent {
  readonly pool: Pool;
  readonly client: Pick<Client, "id">;
  readonly user: User;
  /** The pool tracks devices and does not know this one. */
  readonly newDeviceUsed: boolean;
  readonly clientMetadata?: Metadata;
}

/** Who signed in has met all challenges; there are no tokens yet, and none if the function fails. */
export async function postAuthentication(
  from: Raiser,
  { pool, client, user, newDeviceUsed, clientMetadata }: PostAuthenticationEvent,
): Promise<void> {
  if (!from.triggers.has(pool, "PostAuthentication")) return;
  const request = { userAttributes: userAttributes(pool, user), newDeviceUsed, ...withMetadata(clientMetadata) };
  await from.triggers.call(
    from,
    "PostAuthentication",
    { pool, client, userName: user.username },
    { source: "PostAuthentication_Authentication", request, response: {} },
  );
}
