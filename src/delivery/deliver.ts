import type { Client } from "../records/clients.ts";
import type { Pool } from "../records/pools.ts";
import type { User } from "../records/users.ts";

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
