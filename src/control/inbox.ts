import { findUser } from "../accounts/lookup.ts";
import { type Message, messages } from "../records/messages.ts";
import { type Pool, pools } from "../records/pools.ts";
import type { Feed } from "../runtime/feed.ts";
import { type Driver, type Stored, VERSION } from "../storage/driver.ts";
import { retryStale } from "../storage/retry.ts";

/** Which messages to show; conditions narrow each other down. */
export interface MessageQuery {
  readonly userPoolId?: string;
  /** User name, alias or sub. */
  readonly username?: string;
  readonly destination?: string;
  /** Default: 100. */
  readonly limit?: number;
}

/** A message as it leaves: `sentAt` is an ISO 8601 date. */
export type MessageView = Omit<Message, "sub" | "sentAt"> & { readonly sentAt: string };

const DEFAULT_LIMIT = 100;

/** Newest first. */
export async function listMessages(store: Driver, query: MessageQuery): Promise<MessageView[]> {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const found: Message[] = [];
  for await (const pool of poolsOf(store, query.userPoolId)) found.push(...(await messagesOfPool(store, pool, { ...query, limit })));
  return found.sort(newestFirst).slice(0, limit).map(viewOf);
}

/** Calls back for each message that is sent from now on. @returns what ends it */
export const watchMessages = (
  sent: Feed<Message>,
  { userPoolId, username, destination }: Omit<MessageQuery, "limit">,
  see: (message: MessageView) => void,
): (() => void) =>
  sent.watch((message) => {
    if (userPoolId !== undefined && message.userPoolId !== userPoolId) return;
    if (username !== undefined && !sameText(message.username, username) && message.sub !== username) return;
    if (destination !== undefined && !sameText(message.destination, destination)) return;
    see(viewOf(message));
  });

/** Removes the messages of one pool or of all. */
export async function clearMessages(store: Driver, userPoolId?: string): Promise<void> {
  for await (const pool of poolsOf(store, userPoolId)) {
    await retryStale(async () => {
      const removals = [];
      for await (const message of messages.all(store, { partition: pool.id })) removals.push(messages.remove(message));
      if (removals.length > 0) await store.commit(removals);
    });
  }
}

async function* poolsOf(store: Driver, userPoolId: string | undefined): AsyncIterable<Pool> {
  if (userPoolId === undefined) return yield* pools.all(store);
  const pool = await pools.find(store, userPoolId, userPoolId);
  if (pool) yield pool;
}

async function messagesOfPool(store: Driver, pool: Pool, query: MessageQuery & { limit: number }): Promise<Message[]> {
  if (query.username === undefined) return newest(store, pool, query, query.destination);
  // A message names its recipient by user name; a present alias leads there through the user.
  const user = await findUser(store, pool, query.username);
  const names = new Set([query.username, ...(user ? [user.sub] : [])]);
  const lists = await Promise.all([...names].map((name) => newest(store, pool, query, name)));
  return [...new Map(lists.flat().map((message) => [message.id, message])).values()].sort(newestFirst).slice(0, query.limit);
}

async function newest(
  store: Driver,
  pool: Pool,
  { destination, limit }: { destination?: string; limit: number },
  recipient: string | undefined,
): Promise<Message[]> {
  const ofRecipient = recipient === undefined ? {} : { index: "recipient" as const, equals: recipient.toLowerCase() };
  const found: Message[] = [];
  for await (const message of messages.all(store, { partition: pool.id, reverse: true, ...ofRecipient })) {
    if (destination !== undefined && !sameText(message.destination, destination)) continue;
    if (found.push(message) === limit) break;
  }
  return found;
}

const sameText = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
/** Ids are sequential, so that their order is that of sending. */
const newestFirst = (one: Message, other: Message): number => (one.id < other.id ? 1 : one.id > other.id ? -1 : 0);

function viewOf({ id, sentAt, sub: _sub, [VERSION]: _version, ...rest }: Message & Partial<Stored>): MessageView {
  return { id, sentAt: new Date(sentAt).toISOString(), ...rest };
}
