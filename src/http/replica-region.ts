import type { OperationName } from "#generated/operations.ts";
import type { Context } from "../context.ts";
import { clients } from "../records/clients.ts";
import { poolRegion } from "../records/pools.ts";
import { replicas, replicaStatus } from "../records/replicas.ts";
import { checkInReplica } from "../rules/replicas.ts";

/**
 * Refuses what a replica does not do, for calls that are signed for the region of one. Which region an unsigned call is
 * meant for cannot be told from it: it is taken to be the primary one. @throws OperationNotEnabledException
 */
export async function checkReplicaRegion(operation: OperationName, input: unknown, { store, clock, caller }: Pick<Context, "store" | "clock" | "caller">): Promise<void> {
  if (caller.accessKeyId === undefined) return;
  const { UserPoolId, ClientId } = input as { readonly UserPoolId?: string; readonly ClientId?: string };
  const poolId = UserPoolId ?? (ClientId && (await clients.findBy(store, "clientId", ClientId))?.poolId);
  if (!poolId || poolRegion(poolId) === caller.region) return;
  const replica = await replicas.find(store, poolId, caller.region);
  const status = replica && replicaStatus(replica, clock.now());
  if (status) checkInReplica(operation, status === "ACTIVE");
}
