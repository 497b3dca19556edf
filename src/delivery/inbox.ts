import type { Clock } from "../lib/clock.ts";
import { sequentialUuid } from "../lib/ids.ts";
import { type Message, messages } from "../records/messages.ts";
import type { Feed } from "../runtime/feed.ts";
import { type Driver, StaleWrite } from "../storage/driver.ts";
import type { Notice, Text } from "./notice.ts";

/** Messages kept for each pool; the oldest go first. */
export const INBOX_SIZE = 1000;

/** Keeps every message where a test or a developer can read it. Nothing that fails later takes a message back. */
export const createInbox =
  ({ store, clock, sent }: { store: Driver; clock: Clock; sent: Pick<Feed<Message>, "publish"> }) =>
  async (notice: Notice, text: Text): Promise<void> => {
    const { pool, client, user, kind, medium, destination, code } = notice;
    const message: Message = {
      id: sequentialUuid(),
      sentAt: clock.now(),
      userPoolId: pool.id,
      ...(client && { clientId: client.id }),
      sub: user.sub,
      username: user.username,
      medium,
      destination,
      kind,
      ...text,
      ...(code !== undefined && { code }),
    };
    await store.commit([messages.put(message)]);
    sent.publish(message);
    await trim(store, pool.id);
  };

async function trim(store: Driver, poolId: string): Promise<void> {
  const surplus = (await messages.count(store, poolId)) - INBOX_SIZE;
  if (surplus <= 0) return;
  const { items } = await messages.list(store, { partition: poolId, limit: surplus });
  try {
    await store.commit(items.map(messages.remove));
  } catch (error) {
    // A message that was sent at the same time has removed them already.
    if (!(error instanceof StaleWrite)) throw error;
  }
}
