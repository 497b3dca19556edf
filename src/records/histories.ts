import { OperationNotEnabledException } from "#generated/errors.ts";
import type { Driver, Stored } from "../storage/driver.ts";
import { defineTable } from "./table.ts";

/** That a pool's past is kept, and whether its data may change at present. Times in milliseconds. */
export interface History {
  readonly poolId: string;
  /** The earliest moment that the pool can be brought back to. */
  readonly since: number;
  /** A recovery is under way; absent `until`: it ends by itself. */
  readonly pause?: { readonly recoveryId: string; readonly until?: number };
}

export const histories = defineTable<History>({
  name: "histories",
  partition: (history) => history.poolId,
  id: (history) => history.poolId,
  indexes: {},
});

export const historyOf = (store: Driver, poolId: string): Promise<(History & Stored) | undefined> => histories.find(store, poolId, poolId);

export const isPaused = ({ pause }: History, now: number): boolean => pause !== undefined && now < (pause.until ?? Infinity);

/** Assumption: error and wording. Every operation that changes what a recovery brings back declares this error. */
export const writesPaused = () =>
  new OperationNotEnabledException("The user pool cannot be changed while a point-in-time recovery is in progress.");

/** For what would change users later on. @throws OperationNotEnabledException */
export async function checkNotPaused(store: Driver, poolId: string, now: number): Promise<void> {
  const history = await historyOf(store, poolId);
  if (history && isPaused(history, now)) throw writesPaused();
}
