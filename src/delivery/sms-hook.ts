import type { Channel } from "./notice.ts";

const PATIENCE_MS = 5000;

/** An answer that says that the same message will not be taken later either. */
class Refused extends Error {}

/**
 * Posts each SMS as one JSON document to an address: `id` (the same when a message is sent again), `userPoolId`, `clientId`,
 * `username`, `destination`, `kind`, `body` and `code`. Any answer from 200 to 299 counts as delivered.
 */
export function createSmsHook(url: string): Channel {
  return {
    medium: "SMS",
    deliver: async ({ id, pool, client, user, destination, kind, code }, { body }) => {
      const message = { id, userPoolId: pool.id, clientId: client?.id, username: user.username, destination, kind, body, code };
      const { address, authorization } = addressOf(url);
      const response = await fetch(address, {
        method: "POST",
        headers: { "content-type": "application/json", ...(authorization && { authorization }) },
        body: JSON.stringify(message),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      await response.body?.cancel();
      if (response.ok) return;
      const mayHelpLater = response.status >= 500 || response.status === 429;
      throw mayHelpLater ? new Error(`the SMS hook answered ${response.status}`) : new Refused(`the SMS hook answered ${response.status}`);
    },
    isFinal: (error) => error instanceof Refused,
  };
}

/** fetch takes no credentials in an address. */
function addressOf(url: string): { address: string; authorization?: string } {
  const { username, password } = new URL(url);
  const address = Object.assign(new URL(url), { username: "", password: "" }).href;
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { address, authorization: username === "" ? undefined : `Basic ${Buffer.from(credentials).toString("base64")}` };
}
