import type { Clock } from "../lib/clock.ts";
import type { Log } from "../lib/log.ts";
import type { Client } from "../records/clients.ts";
import type { Pool } from "../records/pools.ts";
import type { User } from "../records/users.ts";
import type { Driver } from "../storage/driver.ts";
import { createInbox } from "./inbox.ts";
import { type Text, textOf } from "./templates.ts";

/** What to tell a user, and where. */
export interface Notice {
  readonly pool: Pool;
  readonly client?: Client;
  readonly user: User;
  /** CustomMessage_SignUp and so on. */
  readonly kind: MessageKind;
  readonly medium: "EMAIL" | "SMS";
  readonly destination: string;
  /** The code or the temporary password. */
  readonly code?: string;
  readonly clientMetadata?: Readonly<Record<string, string>>;
}

export type MessageKind =
  | "CustomMessage_SignUp"
  | "CustomMessage_AdminCreateUser"
  | "CustomMessage_ResendCode"
  | "CustomMessage_ForgotPassword"
  | "CustomMessage_UpdateUserAttribute"
  | "CustomMessage_VerifyUserAttribute"
  | "CustomMessage_Authentication";

/** Sends messages to users: always to the inbox, and to the channels that are configured. */
export interface Deliver {
  send(notice: Notice): Promise<void>;
}

/** One way to bring a message to its reader. */
export interface Channel {
  deliver(notice: Notice, text: Text): Promise<void>;
}

interface DeliverOptions {
  readonly store: Driver;
  readonly clock: Clock;
  readonly log: Log;
  /** Read at each use, for the public URL may be known only once the server listens. */
  readonly settings: { readonly publicUrl: string };
  /** Beside the inbox, which comes first, so that a message is there whatever fails after it. */
  readonly channels?: readonly Channel[];
}

export function createDeliver({ store, clock, log, settings, channels = [] }: DeliverOptions): Deliver {
  const all = [createInbox({ store, clock }), ...channels];
  return {
    async send(notice) {
      const text = textOf(notice, settings.publicUrl);
      for (const channel of all) await channel.deliver(notice, text);
      const { pool, kind, medium } = notice;
      log.debug({ userPoolId: pool.id, kind, medium }, "message sent");
    },
  };
}
