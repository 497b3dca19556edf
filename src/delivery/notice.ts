import type { Client } from "../records/clients.ts";
import type { Pool } from "../records/pools.ts";
import type { User } from "../records/users.ts";

/** What to tell a user, and where. */
export interface Notice {
  readonly pool: Pool;
  readonly client?: Client;
  readonly user: User;
  /** CustomMessage_SignUp and so on. */
  readonly kind: MessageKind | NotificationKind;
  readonly medium: "EMAIL" | "SMS";
  readonly destination: string;
  /** The code or the temporary password. */
  readonly code?: string;
  readonly clientMetadata?: Readonly<Record<string, string>>;
  /** What to say, of a message that has no template. CustomMessage has no say in it. */
  readonly text?: Text;
  /** Who called the operation that sends it, for triggers to know. */
  readonly caller?: { readonly userAgent?: string };
}

export type MessageKind =
  | "CustomMessage_SignUp"
  | "CustomMessage_AdminCreateUser"
  | "CustomMessage_ResendCode"
  | "CustomMessage_ForgotPassword"
  | "CustomMessage_UpdateUserAttribute"
  | "CustomMessage_VerifyUserAttribute"
  | "CustomMessage_Authentication";

/** Warnings of threat protection. A pool's own sender knows them all as AccountTakeOverNotification, CustomMessage not at all. */
export type NotificationKind = "AccountTakeover_Block" | "AccountTakeover_Mfa" | "AccountTakeover_NoAction";

/** One way to bring a message to its reader. */
export interface Channel {
  readonly medium: Notice["medium"];
  deliver(notice: Notice & { readonly id: string }, text: Text): Promise<void>;
  /** Whether trying again cannot help. */
  isFinal(error: unknown): boolean;
}

/** What a user reads. `link` where it confirms by a link. */
export interface Text {
  readonly subject?: string;
  readonly body: string;
  readonly link?: string;
}
