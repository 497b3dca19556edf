import { isIP } from "node:net";
import { InvalidParameterException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import type { Caller, Context } from "../context.ts";
import type { Client } from "../records/clients.ts";
import type { Pool } from "../records/pools.ts";

/** What a program tells of the user that it calls for. */
export type ToldContext = Schemas["UserContextDataType"] | Schemas["ContextDataType"];

/**
 * The context with the user's address and device in the place of the caller's. Servers with IAM credentials tell them of
 * anybody; what an app tells is believed only of a client that may (AWS, "Adding user device and session data to API requests").
 * @throws InvalidParameterException where threat protection is enforced and the address is none
 */
export function onBehalfOf(
  ctx: Context,
  told: ToldContext | undefined,
  { pool, client }: { pool: Pick<Pool, "advancedSecurity">; client?: Pick<Client, "propagateUserContext"> },
): Context {
  if (!told || (client && !client.propagateUserContext)) return ctx;
  // Assumption: the wording.
  if (pool.advancedSecurity === "ENFORCED" && told.IpAddress !== undefined && isIP(told.IpAddress) === 0)
    throw new InvalidParameterException("IpAddress is not a valid IP address.");
  const headers = "HttpHeaders" in told ? told.HttpHeaders : [];
  const userAgent = headers.find(({ headerName }) => headerName?.toLowerCase() === "user-agent")?.headerValue;
  const caller: Caller = {
    ...ctx.caller,
    ipAddress: told.IpAddress ?? ctx.caller.ipAddress,
    userAgent: userAgent ?? ctx.caller.userAgent,
    told: true,
  };
  return { ...ctx, caller };
}
