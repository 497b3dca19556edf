import {
  InvalidParameterException,
  LimitExceededException,
  ResourceNotFoundException,
  UserPoolTaggingException,
} from "#generated/errors.ts";
import type { ReplicasOperations } from "#generated/routes/replicas.ts";
import type { Context, Operations } from "../../context.ts";
import { getPool, type Pool, poolRegion } from "../../records/pools.ts";
import { type Replica, replicaStatus, replicas, replicasOf, viewOfPrimary, viewOfReplica } from "../../records/replicas.ts";
import { retryContended } from "../../records/retry-contended.ts";
import { checkReplicable } from "../../rules/replicas.ts";
import { tagProblem } from "../../rules/tags.ts";
import type { Stored } from "../../storage/driver.ts";

const createUserPoolReplica: Operations["createUserPoolReplica"] = async (
  { UserPoolId, RegionName, UserPoolTags = {} },
  { store, clock },
) => {
  const pool = await getPool(store, UserPoolId);
  const problem = tagProblem(UserPoolTags);
  if (problem) throw new UserPoolTaggingException(problem);
  checkReplicable(pool, RegionName);
  const replica = await retryContended(async () => {
    // Assumption: the wording. That there is one secondary region at most is documented.
    if ((await replicasOf(store, pool.id, clock.now())).length > 0)
      throw new LimitExceededException("A user pool cannot have more than 1 replica.");
    // A deleted one may still be stored.
    const before = await replicas.find(store, pool.id, RegionName);
    const fresh: Replica & Stored = {
      ...before,
      poolId: pool.id,
      region: RegionName,
      createdAt: clock.now(),
      active: false,
      deletedAt: undefined,
      tags: UserPoolTags,
    };
    await store.commit([replicas.put(fresh)]);
    return fresh;
  });
  return { UserPoolReplica: viewOfReplica(pool, replica, clock.now()) };
};

/** The pool itself first. There is one replica at most, so that all fit on a page. */
const listUserPoolReplicas: Operations["listUserPoolReplicas"] = async ({ UserPoolId, NextToken }, { store, clock }) => {
  const pool = await getPool(store, UserPoolId);
  if (NextToken !== undefined) throw new InvalidParameterException("Invalid pagination token given.");
  const now = clock.now();
  const copies = await replicasOf(store, pool.id, now);
  return { UserPoolReplicas: [viewOfPrimary(pool, poolRegion(pool.id)), ...copies.map((replica) => viewOfReplica(pool, replica, now))] };
};

const updateUserPoolReplica: Operations["updateUserPoolReplica"] = async ({ UserPoolId, RegionName, Status }, ctx) => {
  const pool = await getPool(ctx.store, UserPoolId);
  const isReady = ({ status }: Found) => status === "ACTIVE" || status === "INACTIVE";
  return { UserPoolReplica: await change(ctx, pool, RegionName, { isReady, change: () => ({ active: Status === "ACTIVE" }) }) };
};

const deleteUserPoolReplica: Operations["deleteUserPoolReplica"] = async ({ UserPoolId, RegionName }, ctx) => {
  const pool = await getPool(ctx.store, UserPoolId);
  const isReady = ({ status }: Found) => status === "INACTIVE";
  return { UserPoolReplica: await change(ctx, pool, RegionName, { isReady, change: (now) => ({ deletedAt: now }) }) };
};

interface Found {
  readonly status: ReturnType<typeof replicaStatus>;
}

interface ReplicaChange {
  readonly isReady: (found: Found) => boolean;
  readonly change: (now: number) => Partial<Replica>;
}

function change({ store, clock }: Context, pool: Pool, region: string, wanted: ReplicaChange) {
  return retryContended(async () => {
    const now = clock.now();
    // Assumption: all wordings.
    if (region === poolRegion(pool.id))
      throw new InvalidParameterException("The primary region of a user pool cannot be changed or deleted as a replica.");
    const replica = await replicas.find(store, pool.id, region);
    const status = replica && replicaStatus(replica, now);
    if (!replica || !status) throw new ResourceNotFoundException(`User pool ${pool.id} has no replica in ${region}.`);
    if (!wanted.isReady({ status }))
      throw new InvalidParameterException(`The replica in ${region} cannot be changed this way while its status is ${status}.`);
    const changed = { ...replica, ...wanted.change(now) };
    await store.commit([replicas.put(changed)]);
    return viewOfReplica(pool, changed, now);
  });
}

export const replicaOperations = {
  createUserPoolReplica,
  deleteUserPoolReplica,
  listUserPoolReplicas,
  updateUserPoolReplica,
} satisfies Partial<ReplicasOperations<Context>>;
