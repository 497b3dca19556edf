import { ResourceNotFoundException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import type { Driver, Stored } from "../storage/driver.ts";
import { defineTable } from "./table.ts";

type Status = Schemas["RestoreStatusType"];

export type PreviewCounts = Readonly<Record<"Users" | "Groups" | "User MFAs" | "Passkeys", EntityCounts>>;

export interface EntityCounts {
  readonly creates: number;
  readonly updates: number;
  readonly deletes: number;
}

/** One recovery of a pool to a point in time. Times in milliseconds since 1970. */
export interface Recovery {
  readonly poolId: string;
  /** A UUID. */
  readonly id: string;
  readonly accountId: string;
  /** A sequential UUID: later recoveries compare greater. */
  readonly order: string;
  /** The moment that the pool is brought back to. */
  readonly moment: number;
  readonly initiatedAt: number;
  /** As stored: a preview that nobody applies expires without a write, see `recoveryStatus`. */
  readonly status: Exclude<Status, "PREVIEW_EXPIRED">;
  readonly preview?: PreviewCounts;
  readonly completedAt?: number;
}

const UNFINISHED = "unfinished";

export const recoveries = defineTable<Recovery, "order" | "account" | "unfinished">({
  name: "recoveries",
  partition: (recovery) => recovery.poolId,
  id: (recovery) => recovery.id,
  indexes: {
    order: { keys: ({ order }) => [order] },
    account: { scope: "all", keys: ({ accountId }) => [accountId] },
    /** What the server itself has to go on with. */
    unfinished: { scope: "all", keys: ({ status }) => (status === "PREVIEW_GENERATING" || status === "RESTORING" ? [UNFINISHED] : []) },
  },
});

export const unfinishedRecoveries = (store: Driver): AsyncIterable<Recovery & Stored> =>
  recoveries.all(store, { index: "unfinished", equals: UNFINISHED });

/** @throws ResourceNotFoundException */
export async function getRecovery(store: Driver, poolId: string, id: string): Promise<Recovery & Stored> {
  const recovery = await recoveries.find(store, poolId, id);
  // Assumption: the wording.
  if (!recovery) throw new ResourceNotFoundException(`Point-in-time recovery ${id} does not exist.`);
  return recovery;
}

/** How long a preview waits to be applied or discarded (AWS, InitiatePointInTimeRecovery). */
export const PREVIEW_LIFETIME_MS = 24 * 3_600_000;

/** A recovery's status at the time `now`. */
export function recoveryStatus({ status, initiatedAt }: Recovery, now: number): Status {
  const waits = status === "PREVIEW_GENERATING" || status === "PREVIEW_GENERATED";
  return waits && now >= initiatedAt + PREVIEW_LIFETIME_MS ? "PREVIEW_EXPIRED" : status;
}

/** Whether the pool's writes wait for it. */
export const isActiveRecovery = (recovery: Recovery, now: number): boolean =>
  ["PREVIEW_GENERATING", "PREVIEW_GENERATED", "RESTORING"].includes(recoveryStatus(recovery, now));

/** As a list shows it: without the preview. */
export const summaryOfRecovery = (recovery: Recovery, now: number): Schemas["RestorationDescriptionType"] => ({
  RestoreId: recovery.id,
  RestoreStatus: recoveryStatus(recovery, now),
  RestoreTimestamp: recovery.moment / 1000,
});

/** A preview that was discarded or has expired is not shown any more. */
export function viewOfRecovery(recovery: Recovery, now: number): Schemas["RestorationType"] {
  const hasPreview = ["PREVIEW_GENERATED", "RESTORING", "RESTORE_COMPLETED"].includes(recoveryStatus(recovery, now));
  return {
    ...summaryOfRecovery(recovery, now),
    TriggerTimestamp: recovery.initiatedAt / 1000,
    RestorePreview: recovery.preview && hasPreview ? viewOfPreview(recovery.preview) : undefined,
  };
}

/** Every type of entity, also those of which nothing changes. Assumption: that they are shown. */
const viewOfPreview = (preview: PreviewCounts): Schemas["RestorePreviewListType"] =>
  Object.entries(preview).map(([Entity, { creates, updates, deletes }]) => ({
    Entity,
    CreateCount: creates,
    UpdateCount: updates,
    DeleteCount: deletes,
  }));
