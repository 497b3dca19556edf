import type { Schemas } from "#generated/schemas.ts";
import type { Driver, Stored } from "../storage/driver.ts";
import type { Pool } from "./pools.ts";
import { defineTable } from "./table.ts";

/** The copy of a user pool in another region. Times in milliseconds since 1970. */
export interface Replica {
  readonly poolId: string;
  readonly region: string;
  readonly createdAt: number;
  /** Set by the pool's owner; a new replica is not. */
  readonly active: boolean;
  readonly deletedAt?: number;
  /** Tags are of one region alone. */
  readonly tags: Readonly<Record<string, string>>;
}

export const replicas = defineTable<Replica>({
  name: "replicas",
  partition: (replica) => replica.poolId,
  id: (replica) => replica.region,
  indexes: {},
});

/** Assumption: how long it takes to make or to delete a replica. */
const TRANSITION_MS = 30_000;

type Status = Schemas["ReplicaStatusType"];

/** Undefined where the replica is gone. */
export function replicaStatus({ createdAt, active, deletedAt }: Replica, now: number): Status | undefined {
  if (deletedAt !== undefined) return now < deletedAt + TRANSITION_MS ? "DELETING" : undefined;
  if (now < createdAt + TRANSITION_MS) return "CREATING";
  return active ? "ACTIVE" : "INACTIVE";
}

/** The replicas of a pool that there are at the time `now`. */
export async function replicasOf(store: Driver, poolId: string, now: number): Promise<(Replica & Stored)[]> {
  const { items } = await replicas.list(store, { partition: poolId, limit: 10 });
  return items.filter((replica) => replicaStatus(replica, now) !== undefined);
}

export const viewOfReplica = (pool: Pool, replica: Replica, now: number): Schemas["UserPoolReplicaType"] => ({
  RegionName: replica.region,
  Status: replicaStatus(replica, now),
  Role: "SECONDARY",
  UserPoolArn: pool.arn.replace(/^((?:[^:]*:){3})[^:]*/, `$1${replica.region}`),
});

/** The pool itself among its replicas. */
export const viewOfPrimary = (pool: Pool, region: string): Schemas["UserPoolReplicaType"] => ({
  RegionName: region,
  Status: "ACTIVE",
  Role: "PRIMARY",
  UserPoolArn: pool.arn,
});
