import type { OperationName } from "#generated/operations.ts";
import type { Context } from "../context.ts";
import { clients } from "../records/clients.ts";
import { poolNotFound, pools, regionOfPool, regionOfPoolId } from "../records/pools.ts";
import { replicaStatus, replicas } from "../records/replicas.ts";
import { checkInReplica } from "../rules/replicas.ts";
import { poolOfIssuer } from "../tokens/issuer.ts";

/** The members by which a call names its pool. */
export interface Naming {
  readonly UserPoolId?: string;
  readonly ResourceArn?: string;
  readonly ClientId?: string;
  readonly AccessToken?: string;
  readonly ChallengeName?: string;
}

/**
 * A pool is there for calls that are signed for its region, and for what a replica does in that of a replica. Which region an
 * unsigned call is meant for cannot be told from it: it is taken to be the pool's own. Assumption: so it is for a signed call that
 * names a client or a token alone, and needs no signature. @throws ResourceNotFoundException, OperationNotEnabledException
 */
export async function checkRegion(
  operation: OperationName,
  input: unknown,
  { store, clock, caller, log, requestId }: Pick<Context, "store" | "clock" | "caller" | "log" | "requestId">,
): Promise<void> {
  if (caller.accessKeyId === undefined) return;
  const naming = input as Naming;
  const poolId = await poolNamedBy(store, naming);
  if (poolId === undefined || regionOfPoolId(poolId) === caller.region) return;
  const pool = await pools.find(store, poolId, poolId);
  if (!pool || regionOfPool(pool) === caller.region) return;
  const replica = await replicas.find(store, pool.id, caller.region);
  const status = replica && replicaStatus(replica, clock.now());
  if (status) return checkInReplica(operation, { active: status === "ACTIVE", challenge: naming.ChallengeName });
  if (naming.UserPoolId === undefined && naming.ResourceArn === undefined) return;
  log.warn({ operation, requestId, pool: pool.id, region: regionOfPool(pool), signedFor: caller.region }, "the pool is in another region");
  throw poolNotFound(pool.id);
}

/** Undefined where the call names none, or something that is not there. */
export const poolNamedBy = async (
  store: Context["store"],
  { UserPoolId, ResourceArn, ClientId, AccessToken }: Naming,
): Promise<string | undefined> =>
  UserPoolId ??
  ResourceArn?.split("/")[1] ??
  (ClientId === undefined ? poolOfToken(AccessToken) : (await clients.findBy(store, "clientId", ClientId))?.poolId);

/** Whether the token is genuine is for the operation to say. */
function poolOfToken(token = ""): string | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
    return poolOfIssuer((claims as { readonly iss?: unknown } | null)?.iss);
  } catch {
    return undefined;
  }
}
