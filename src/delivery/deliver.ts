import { CodeDeliveryFailureException } from "#generated/errors.ts";
import type { Clock } from "../lib/clock.ts";
import { uuid } from "../lib/ids.ts";
import type { Message } from "../records/messages.ts";
import type { Faults } from "../runtime/faults.ts";
import type { Feed } from "../runtime/feed.ts";
import type { Log } from "../runtime/log.ts";
import type { Driver } from "../storage/driver.ts";
import { customMessage } from "../triggers/custom-message.ts";
import { customSender, type EncryptCode, hasSender } from "../triggers/custom-sender.ts";
import type { Triggers } from "../triggers/invoke.ts";
import { createInbox } from "./inbox.ts";
import type { LogDelivery } from "./log-delivery.ts";
import type { Channel, Notice, Text } from "./notice.ts";
import { isByLink, textOf } from "./templates.ts";

/** Sends messages to users: always to the inbox, and to the channels that are configured. */
export interface Deliver {
  /** @throws CodeDeliveryFailureException where the operation knows it, and the errors of the triggers that have a say in messages */
  send(notice: Notice): Promise<void>;
}

interface DeliverOptions {
  readonly store: Driver;
  readonly clock: Clock;
  readonly log: Log;
  /** Read at each use, for the public URL may be known only once the server listens. */
  readonly settings: { readonly publicUrl: string };
  readonly triggers: Triggers;
  /** Told of every message as soon as the inbox has it. */
  readonly sent: Pick<Feed<Message>, "publish">;
  /** Beside the inbox, which comes first, so that a message is there whatever fails after it. */
  readonly channels?: readonly Channel[];
  /** Absent: there is no KMS, and no pool's own sender can be used. */
  readonly encryptCode?: EncryptCode;
  /** Where errors of messages are reported to. */
  readonly logDelivery?: Pick<LogDelivery, "notificationError">;
  /** Where messages are to get lost. */
  readonly faults?: Faults;
}

export function createDeliver(options: DeliverOptions): Deliver {
  const { store, clock, log, settings, triggers, sent, channels = [], encryptCode, logDelivery } = options;
  const inbox = createInbox({ store, clock, sent });
  return {
    async send(notice) {
      const { pool, kind, medium, caller } = notice;
      if (isLost(pool.id, options.faults))
        return log.warn({ userPoolId: pool.id, kind, medium }, "message lost by a fault that was asked for");
      const from = { triggers, caller };
      const ownSender = hasSender(from, pool, medium);
      const texts = ownSender || notice.text ? {} : await customMessage(from, { ...notice, source: kind, byLink: isByLink(notice) });
      const text = notice.text ?? textOf(notice, settings.publicUrl, texts);
      await inbox(notice, text);
      log.debug({ userPoolId: pool.id, kind, medium }, "message sent");
      // Who has a sender of their own is sent nothing by Cognito (AWS, "Custom email sender Lambda trigger").
      // A warning has no code: what stands there for tests is for the links in its text.
      if (ownSender) return customSender(from, notice.text ? { ...notice, code: undefined } : notice, encryptCode);
      const identified = { ...notice, id: uuid() };
      for (const channel of channels.filter((each) => each.medium === medium))
        await deliverBy(channel, identified, { text, log, logDelivery });
    },
  };
}

/** Whoever sends it does not learn of it, as with a message that a mail server has taken. */
const isLost = (userPoolId: string, faults: Faults | undefined): boolean =>
  (faults?.hitting({ userPoolId }, ({ kind }) => kind === "undelivered") ?? []).length > 0;

/** How long to wait before each further try, in milliseconds. */
const PAUSES_MS = [100, 400];

async function deliverBy(
  channel: Channel,
  notice: Notice & { readonly id: string },
  { text, ...reports }: { text: Text } & Reports,
): Promise<void> {
  for (const pause of [...PAUSES_MS, undefined]) {
    const error: unknown = await channel.deliver(notice, text).then(
      () => undefined,
      (reason: unknown) => reason ?? new Error("no reason"),
    );
    if (error === undefined) return;
    if (pause === undefined || channel.isFinal(error)) return undelivered(notice, error as Error, reports);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

type Reports = Pick<DeliverOptions, "log" | "logDelivery">;

async function undelivered(notice: Notice, error: Error & { readonly code?: string }, { log, logDelivery }: Reports): Promise<void> {
  const { pool, kind, medium } = notice;
  log.error({ userPoolId: pool.id, kind, medium, error: error.code ?? error.name }, "message could not be delivered; the inbox has it");
  // Assumption: the wording of both.
  await logDelivery?.notificationError(pool.id, `${medium} message could not be delivered: ${error.code ?? error.name}`);
  if (isDeclared(notice)) throw new CodeDeliveryFailureException("Code could not be delivered.");
}

/** Operations of a sign-in do not declare that a delivery can fail, and of administrators' only AdminCreateUser does; the others name a client. */
const isDeclared = ({ kind, client, text }: Notice): boolean =>
  text === undefined && (kind === "CustomMessage_AdminCreateUser" || (client !== undefined && kind !== "CustomMessage_Authentication"));
