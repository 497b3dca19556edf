import { defineTable } from "./table.ts";

/** A message as the inbox shows it; see the control API. `code` is the code or temporary password itself: it is a test's mailbox. */
export interface Message {
  readonly id: string;
  readonly sentAt: number;
  readonly userPoolId: string;
  readonly clientId?: string;
  readonly sub?: string;
  readonly username: string;
  readonly medium: "EMAIL" | "SMS";
  readonly destination: string;
  /** The trigger source that it would raise, such as CustomMessage_SignUp. */
  readonly kind: string;
  readonly subject?: string;
  readonly body: string;
  readonly code?: string;
  readonly link?: string;
}

export const messages = defineTable<Message, "recipient">({
  name: "messages",
  partition: (message) => message.userPoolId,
  // Sequential UUIDs: listing in reverse gives the newest first.
  id: (message) => message.id,
  indexes: {
    recipient: {
      keys: (message) => [message.username, message.destination, ...(message.sub ? [message.sub] : [])].map((key) => key.toLowerCase()),
    },
  },
});
