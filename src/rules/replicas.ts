import { InvalidParameterException, OperationNotEnabledException } from "#generated/errors.ts";
import { factsOf, type OperationName } from "#generated/operations.ts";
import { isRegion, type Pool, poolRegion } from "../records/pools.ts";
import { checkReplicationPlan } from "./feature-plans.ts";

/**
 * What a pool needs before it can be replicated: a plan above LITE and a key of its own that is in several
 * regions (AWS, "Multi-Region replication"). Assumption: all wordings, the type of the last, and that an issuer that names the
 * primary region is no hindrance: AWS's guide asks for one that does not, while infrastructure tools' tests against AWS set the key alone.
 * @throws FeatureUnavailableInTierException, InvalidParameterException, OperationNotEnabledException
 */
export function checkReplicable(pool: Pool, region: string): void {
  checkReplicationPlan(pool);
  if (!isRegion(region)) throw new InvalidParameterException(`Invalid region: ${region}`);
  if (region === poolRegion(pool.id))
    throw new InvalidParameterException("The region of a replica must differ from the primary region of the user pool.");
  if (!pool.settings.KeyConfiguration?.KmsKeyArn?.includes(":key/mrk-"))
    throw new OperationNotEnabledException("Replication requires a user pool with a customer managed multi-Region KMS key.");
}

interface InReplica {
  readonly active: boolean;
  /** What the call answers, if it is an answer to a challenge. */
  readonly challenge?: string;
}

/** Assumption: the wordings. Codes of authenticator apps are for the primary region too. @throws OperationNotEnabledException */
export function checkInReplica(operation: OperationName, { active, challenge }: InReplica): void {
  const { inReplicas } = factsOf(operation);
  const refused = inReplicas === "primary" ? operation : challenge === "SOFTWARE_TOKEN_MFA" ? challenge : undefined;
  if (refused) throw new OperationNotEnabledException(`${refused} is not available in a replica of the user pool.`);
  if (!active && inReplicas === "active") throw new OperationNotEnabledException("The replica of the user pool is not active.");
}
