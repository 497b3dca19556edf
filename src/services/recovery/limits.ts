import { LimitExceededException, OperationNotEnabledException } from "#generated/errors.ts";
import type { Context } from "../../context.ts";
import { activeImport } from "../../records/import-jobs.ts";
import { isActiveRecovery, type Recovery, recoveries } from "../../records/recoveries.ts";
import { replicaStatus, replicasOf } from "../../records/replicas.ts";

const DAY_MS = 24 * 3_600_000;
/** AWS, InitiatePointInTimeRecovery. An organization's limits are not kept: there is one account. */
const ACTIVE_OF_ACCOUNT = 5;
const PREVIEWS_OF_POOL_A_DAY = 3;
const PREVIEWS_OF_POOL_IN_30_DAYS = 10;
const PREVIEWS_OF_ACCOUNT_A_DAY = 10;

/** Assumption: all errors and wordings here. @throws OperationNotEnabledException */
export async function checkQuiet({ store, clock }: Context, poolId: string): Promise<void> {
  if ((await activeImport(store))?.poolId === poolId)
    throw new OperationNotEnabledException("A user pool cannot be recovered while a user import job is in progress.");
  const replicas = await replicasOf(store, poolId, clock.now());
  if (replicas.some((replica) => replicaStatus(replica, clock.now()) === "CREATING"))
    throw new OperationNotEnabledException("A user pool cannot be recovered before its replication is complete.");
}

/** @throws LimitExceededException */
export async function checkLimits({ store, clock }: Context, { poolId, accountId }: Pick<Recovery, "poolId" | "accountId">): Promise<void> {
  const now = clock.now();
  const ofAccount: Recovery[] = [];
  for await (const recovery of recoveries.all(store, { index: "account", equals: accountId })) ofAccount.push(recovery);
  const ofPool = ofAccount.filter((recovery) => recovery.poolId === poolId);
  const isActive = (recovery: Recovery) => isActiveRecovery(recovery, now);
  const since = (days: number) => (recovery: Recovery) => recovery.initiatedAt > now - days * DAY_MS;
  const limits: [boolean, string][] = [
    [ofPool.some(isActive), "A user pool can have only one active point-in-time recovery."],
    [
      atLeast(ofAccount.filter(isActive), ACTIVE_OF_ACCOUNT),
      `An account can have up to ${ACTIVE_OF_ACCOUNT} active point-in-time recoveries.`,
    ],
    [
      ofPool.some(({ completedAt = -Infinity }) => completedAt > now - DAY_MS),
      "Only one point-in-time recovery of a user pool can be completed in 24 hours.",
    ],
    [
      atLeast(ofPool.filter(since(1)), PREVIEWS_OF_POOL_A_DAY),
      `Up to ${PREVIEWS_OF_POOL_A_DAY} recovery previews of a user pool can be created in 24 hours.`,
    ],
    [
      atLeast(ofPool.filter(since(30)), PREVIEWS_OF_POOL_IN_30_DAYS),
      `Up to ${PREVIEWS_OF_POOL_IN_30_DAYS} recovery previews of a user pool can be created in 30 days.`,
    ],
    [
      atLeast(ofAccount.filter(since(1)), PREVIEWS_OF_ACCOUNT_A_DAY),
      `Up to ${PREVIEWS_OF_ACCOUNT_A_DAY} recovery previews of an account can be created in 24 hours.`,
    ],
  ];
  const reached = limits.find(([isReached]) => isReached);
  if (reached) throw new LimitExceededException(reached[1]);
}

const atLeast = (recoveries: readonly Recovery[], limit: number): boolean => recoveries.length >= limit;
