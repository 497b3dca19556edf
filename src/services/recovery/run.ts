import type { Services } from "../../context.ts";
import { type History, histories, historyOf } from "../../records/histories.ts";
import { getRecovery, type Recovery, recoveries, recoveryStatus, unfinishedRecoveries } from "../../records/recoveries.ts";
import type { Change, Stored } from "../../storage/driver.ts";
import { retryStale } from "../../storage/retry.ts";
import { changesFor, countsOf, effectOf } from "./effect.ts";

type Running = Pick<Services, "store" | "clock" | "log">;
type Kept = History & Stored;

/** Goes on with what the server was stopped in the middle of: previews that wait to be made, restores that were begun. */
export async function resumeRecoveries(services: Running & Pick<Services, "background">): Promise<void> {
  for await (const recovery of unfinishedRecoveries(services.store)) {
    const goOn = recovery.status === "RESTORING" ? restore : makePreview;
    services.background.start("point-in-time recovery", () => goOn(services, recovery));
  }
}

/** Counts what the recovery would change. The pool's writes are paused, so that it stays true. */
export async function makePreview({ store, clock }: Running, { poolId, id }: Recovery): Promise<void> {
  await retryStale(async () => {
    const recovery = await getRecovery(store, poolId, id);
    if (recoveryStatus(recovery, clock.now()) !== "PREVIEW_GENERATING") return;
    const preview = countsOf(await effectOf(store, recovery));
    await store.commit([recoveries.put({ ...recovery, status: "PREVIEW_GENERATED", preview })]);
  });
}

/** One commit: the users as they were, the pool open for writes again, the recovery complete. */
export async function restore({ store, clock, log }: Running, { poolId, id }: Recovery): Promise<void> {
  await retryStale(async () => {
    const recovery = await getRecovery(store, poolId, id);
    if (recovery.status !== "RESTORING") return;
    const rows = await effectOf(store, recovery);
    const done = recoveries.put({ ...recovery, status: "RESTORE_COMPLETED", completedAt: clock.now() });
    await store.commit([done, ...(await opened(store, poolId)), ...(await changesFor(store, rows))]);
    log.info({ pool: poolId, recovery: id, rows: rows.length }, "the user pool was recovered to a point in time");
  });
}

/** The pool's writes go on. */
export async function opened(store: Services["store"], poolId: string): Promise<Change[]> {
  const history: Kept | undefined = await historyOf(store, poolId);
  return history ? [histories.put({ ...history, pause: undefined })] : [];
}
