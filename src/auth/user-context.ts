import type { Schemas } from "#generated/schemas.ts";
import type { Caller, Context } from "../context.ts";
import type { Client } from "../records/clients.ts";

/** What a program tells of the user that it calls for. */
export type ToldContext = Schemas["UserContextDataType"] | Schemas["ContextDataType"];

/**
 * The context with the user's address and device in the place of the caller's. Servers with IAM credentials tell them of
 * anybody; what an app tells is believed only of a client that may (AWS, "Adding user device and session data to API requests").
 */
export function onBehalfOf(ctx: Context, told: ToldContext | undefined, client?: Pick<Client, "propagateUserContext">): Context {
  if (!told || (client && !client.propagateUserContext)) return ctx;
  const headers = "HttpHeaders" in told ? told.HttpHeaders : [];
  const userAgent = headers.find(({ headerName }) => headerName?.toLowerCase() === "user-agent")?.headerValue;
  const caller: Caller = { ...ctx.caller, ipAddress: told.IpAddress ?? ctx.caller.ipAddress, userAgent: userAgent ?? ctx.caller.userAgent, told: true };
  return { ...ctx, caller };
}
