import { OperationNotEnabledException } from "#generated/errors.ts";
import { type Pool, tracksSessions } from "../../records/pools.ts";

/** AWS's text says that the exception is for a pool whose configuration lacks the operation. Assumption: the wording. @throws OperationNotEnabledException */
export function checkTracking(pool: Pool): void {
  if (!tracksSessions(pool)) throw new OperationNotEnabledException("Session tracking is not enabled for the user pool.");
}
