import type { IncomingMessage } from "node:http";
import type { Context, Services } from "../context.ts";
import { heldClock } from "../lib/clock.ts";
import { uuid } from "../lib/ids.ts";

/** Where a request comes from. IPv4 is written as such also where the socket listens for both. */
export const addressOf = ({ socket }: IncomingMessage): string => socket.remoteAddress?.replace(/^::ffff:/, "") ?? "127.0.0.1";

/** What an operation is handed that a page calls for whoever looks at it. */
export const contextOfPage = (services: Services, request: IncomingMessage): Context => ({
  ...services,
  clock: heldClock(services.clock),
  requestId: uuid(),
  caller: {
    region: services.settings.region,
    accountId: services.settings.accountId,
    ipAddress: addressOf(request),
    userAgent: request.headers["user-agent"],
  },
});
