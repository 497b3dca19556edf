import { InvalidParameterException, OperationNotEnabledException } from "#generated/errors.ts";
import type { RecoveryOperations } from "#generated/routes/recovery.ts";
import type { Context, Operations } from "../../context.ts";
import { accountOfArn } from "../../lib/arn.ts";
import { sequentialUuid, uuid } from "../../lib/ids.ts";
import { histories, historyOf } from "../../records/histories.ts";
import { readPage } from "../../records/pages.ts";
import { getPool, type Pool } from "../../records/pools.ts";
import {
  getRecovery,
  PREVIEW_LIFETIME_MS,
  type Recovery,
  recoveries,
  recoveryStatus,
  summaryOfRecovery,
  viewOfRecovery,
} from "../../records/recoveries.ts";
import { otherChangeOf } from "../../records/retry-contended.ts";
import { checkRecoveryPlan } from "../../rules/feature-plans.ts";
import { checkMoment } from "../../rules/recovery-window.ts";
import type { Stored } from "../../storage/driver.ts";
import { retryStale } from "../../storage/retry.ts";
import { checkLimits, checkQuiet } from "./limits.ts";
import { makePreview, opened, restore } from "./run.ts";

export { resumeRecoveries } from "./run.ts";

/** Answers with the recovery as it was begun; its preview is there with the next look at it. */
const initiatePointInTimeRecovery: Operations["initiatePointInTimeRecovery"] = async ({ UserPoolId, RestoreTimestamp }, ctx) => {
  const pool = await recoverablePool(ctx, UserPoolId);
  const moment = Math.round(RestoreTimestamp * 1000);
  const recovery = await retryStale(() => begin(ctx, pool, moment), contended);
  await makePreview(ctx, recovery);
  return { Restoration: viewOfRecovery(recovery, ctx.clock.now()) };
};

const describePointInTimeRecovery: Operations["describePointInTimeRecovery"] = async ({ UserPoolId, RestoreId }, ctx) => {
  const pool = await recoverablePool(ctx, UserPoolId);
  return { Restoration: viewOfRecovery(await getRecovery(ctx.store, pool.id, RestoreId), ctx.clock.now()) };
};

const listPointInTimeRecoveries: Operations["listPointInTimeRecoveries"] = async ({ UserPoolId, MaxResults, NextToken }, ctx) => {
  const pool = await recoverablePool(ctx, UserPoolId);
  const query = { partition: pool.id, index: "order", reverse: true } as const;
  const request = { operation: "ListPointInTimeRecoveries", token: NextToken, limit: MaxResults };
  const { items, nextToken } = await readPage(ctx, recoveries, query, request);
  return { Restorations: items.map((recovery) => summaryOfRecovery(recovery, ctx.clock.now())), NextToken: nextToken };
};

/** Answers with the recovery as it was started. Should the server be stopped meanwhile, it goes on at its next start. */
const startPointInTimeRecovery: Operations["startPointInTimeRecovery"] = async ({ UserPoolId, RestoreId }, ctx) => {
  const { store, clock } = ctx;
  const pool = await recoverablePool(ctx, UserPoolId);
  const started = await retryStale(async () => {
    const recovery = await getRecovery(store, pool.id, RestoreId);
    checkStatus(recovery, ["PREVIEW_GENERATED"], { now: clock.now(), done: "started" });
    const restoring: Recovery = { ...recovery, status: "RESTORING" };
    const history = (await historyOf(store, pool.id))!;
    await store.commit([recoveries.put(restoring), histories.put({ ...history, pause: { recoveryId: recovery.id } })]);
    return restoring;
  }, contended);
  await restore(ctx, started);
  return { Restoration: viewOfRecovery(started, clock.now()) };
};

const cancelPointInTimeRecovery: Operations["cancelPointInTimeRecovery"] = async ({ UserPoolId, RestoreId }, ctx) => {
  const { store, clock } = ctx;
  const pool = await recoverablePool(ctx, UserPoolId);
  const cancelled = await retryStale(async () => {
    const recovery = await getRecovery(store, pool.id, RestoreId);
    checkStatus(recovery, ["PREVIEW_GENERATING", "PREVIEW_GENERATED"], { now: clock.now(), done: "canceled" });
    const discarded: Recovery = { ...recovery, status: "PREVIEW_CANCELLED", preview: undefined };
    await store.commit([recoveries.put(discarded), ...(await opened(store, pool.id))]);
    return discarded;
  }, contended);
  return { Restoration: viewOfRecovery(cancelled, clock.now()) };
};

const contended = otherChangeOf("point-in-time recovery");

/** @throws ResourceNotFoundException, FeatureUnavailableInTierException */
async function recoverablePool({ store }: Context, poolId: string): Promise<Pool & Stored> {
  const pool = await getPool(store, poolId);
  checkRecoveryPlan(pool);
  return pool;
}

/** Pauses the pool's writes. @throws InvalidParameterException, LimitExceededException, OperationNotEnabledException, StaleWrite */
async function begin(ctx: Context, pool: Pool, moment: number): Promise<Recovery> {
  const { store, clock } = ctx;
  const now = clock.now();
  const history = await historyOf(store, pool.id);
  // Assumption: the wording.
  if (!history)
    throw new OperationNotEnabledException("The user pool does not support point-in-time recovery: nothing is kept of its past.");
  checkMoment(pool, history, { moment, now });
  await checkQuiet(ctx, pool.id);
  const accountId = accountOfArn(pool.arn);
  await checkLimits(ctx, { poolId: pool.id, accountId });
  const recovery: Recovery = {
    poolId: pool.id,
    id: uuid(),
    accountId,
    order: sequentialUuid(),
    moment,
    initiatedAt: now,
    status: "PREVIEW_GENERATING",
  };
  const pause = { recoveryId: recovery.id, until: now + PREVIEW_LIFETIME_MS };
  await store.commit([recoveries.put(recovery), histories.put({ ...history, pause })]);
  return recovery;
}

interface Wanted {
  readonly now: number;
  readonly done: "started" | "canceled";
}

/** Assumption: error and wording. @throws InvalidParameterException */
function checkStatus(recovery: Recovery, statuses: readonly string[], { now, done }: Wanted): void {
  const status = recoveryStatus(recovery, now);
  if (!statuses.includes(status))
    throw new InvalidParameterException(`Point-in-time recovery ${recovery.id} cannot be ${done}, since its status is ${status}.`);
}

export const recoveryOperations = {
  cancelPointInTimeRecovery,
  describePointInTimeRecovery,
  initiatePointInTimeRecovery,
  listPointInTimeRecoveries,
  startPointInTimeRecovery,
} satisfies Partial<RecoveryOperations<Context>>;
