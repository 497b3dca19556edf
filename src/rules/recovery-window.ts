import { InvalidParameterException } from "#generated/errors.ts";
import type { History } from "../records/histories.ts";
import type { Pool } from "../records/pools.ts";

const DAY_MS = 24 * 3_600_000;
/** How far back a pool can be brought (AWS, InitiatePointInTimeRecovery). */
const PERIOD_MS: Readonly<Record<Pool["tier"], number>> = { LITE: 0, ESSENTIALS: DAY_MS, PLUS: 14 * DAY_MS };
/** How old the moment has to be at least (AWS, the same page). */
const YOUNGEST_MS = 15 * 60_000;

export const recoveryPeriod = ({ tier }: Pick<Pool, "tier">): number => PERIOD_MS[tier];

/** The pool at that moment is known. Assumption: all wordings. @throws InvalidParameterException */
export function checkMoment(pool: Pool, { since }: History, { moment, now }: { readonly moment: number; readonly now: number }): void {
  if (moment > now - YOUNGEST_MS) throw new InvalidParameterException("RestoreTimestamp must be at least 15 minutes in the past.");
  if (moment < pool.createdAt)
    throw new InvalidParameterException("RestoreTimestamp cannot be earlier than the creation time of the user pool.");
  const earliest = now - recoveryPeriod(pool);
  if (moment < earliest)
    throw new InvalidParameterException(`RestoreTimestamp must be within the recovery period of the ${pool.tier} pricing tier.`);
  if (moment < since)
    throw new InvalidParameterException(`The user pool can be recovered to points in time since ${new Date(since).toISOString()} only.`);
}
