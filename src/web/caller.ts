import type { Request } from "express";
import type { Context, Services } from "../context.ts";
import { uuid } from "../lib/ids.ts";

/** What an operation is handed that a page calls for whoever looks at it. */
export const contextOfPage = (services: Services, request: Request): Context => ({
  ...services,
  requestId: uuid(),
  caller: {
    region: services.settings.region,
    accountId: services.settings.accountId,
    ipAddress: request.socket.remoteAddress ?? "",
    userAgent: request.headers["user-agent"],
  },
});
