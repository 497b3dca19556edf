import type { OperationName } from "#generated/operations.ts";
import type { Context } from "../context.ts";
import { clients } from "../records/clients.ts";
import { poolRegion } from "../records/pools.ts";
import { replicaStatus, replicas } from "../records/replicas.ts";
import { checkInReplica } from "../rules/replicas.ts";
import { poolOfIssuer } from "../tokens/issuer.ts";

interface Naming {
  readonly UserPoolId?: string;
  readonly ClientId?: string;
  readonly AccessToken?: string;
  readonly ChallengeName?: string;
}

/**
 * Refuses what a replica does not do, for calls that are signed for the region of one. Which region an unsigned call is
 * meant for cannot be told from it: it is taken to be the primary one. @throws OperationNotEnabledException
 */
export async function checkReplicaRegion(
  operation: OperationName,
  input: unknown,
  { store, clock, caller }: Pick<Context, "store" | "clock" | "caller">,
): Promise<void> {
  if (caller.accessKeyId === undefined) return;
  const naming = input as Naming;
  const poolId = await poolOf(store, naming);
  if (!poolId || poolRegion(poolId) === caller.region) return;
  const replica = await replicas.find(store, poolId, caller.region);
  const status = replica && replicaStatus(replica, clock.now());
  if (status) checkInReplica(operation, { active: status === "ACTIVE", challenge: naming.ChallengeName });
}

const poolOf = async (store: Context["store"], { UserPoolId, ClientId, AccessToken }: Naming): Promise<string | undefined> =>
  UserPoolId ?? (ClientId === undefined ? poolOfToken(AccessToken) : (await clients.findBy(store, "clientId", ClientId))?.poolId);

/** Whether the token is genuine is for the operation to say. */
function poolOfToken(token = ""): string | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
    return poolOfIssuer((claims as { readonly iss?: unknown } | null)?.iss);
  } catch {
    return undefined;
  }
}
